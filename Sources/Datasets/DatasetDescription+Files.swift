import Foundation

extension DatasetDescription {
  /// The files that the description names, in a fixed order, with the paths that it gives them; none for generated data.
  package var paths: [(role: DataRole, path: String)] {
    guard case .idx(let files) = source else { return [] }
    var paths = [(DataRole.trainInputs, files.train.inputs), (.trainTargets, files.train.targets)]
    if let validation = files.validation {
      paths += [(.validationInputs, validation.inputs), (.validationTargets, validation.targets)]
    }
    return paths.map { (role: $0.0, path: Self.join(files.directory, $0.1)) }
  }

  /// What a person is told before files are read that take seconds; nil when they are small.
  package var sizeNote: String? {
    let bytes = paths.reduce(0) { sum, file in
      let attributes = try? FileManager.default.attributesOfItem(
        atPath: (file.path as NSString).resolvingSymlinksInPath)
      return sum + (attributes?[.size] as? Int ?? 0)
    }
    return bytes < 1 << 27 ? nil : "reading the data, \(bytes >> 20) MiB"
  }

  /// Size and SHA-256 of each file: what a worker looks for, and what it is checked by when it joins.
  package func manifest() throws -> [DataFile] {
    try paths.map { try DataFile(role: $0.role, path: $0.path) }
  }

  /// The same description with bare file names in a directory: what a host that has the files elsewhere uses.
  package func relocated(to directory: String?) -> DatasetDescription {
    guard case .idx(let files) = source else { return self }
    func bare(_ pair: IDXPair) -> IDXPair {
      IDXPair(
        inputs: (pair.inputs as NSString).lastPathComponent, targets: (pair.targets as NSString).lastPathComponent)
    }
    let moved = IDXFiles(train: bare(files.train), validation: files.validation.map(bare), directory: directory)
    return DatasetDescription(.idx(moved), scale: scale)
  }

  private static func join(_ directory: String?, _ name: String) -> String {
    guard let directory, !name.hasPrefix("/") else { return name }
    return (directory as NSString).appendingPathComponent(name)
  }
}
