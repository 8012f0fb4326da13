import Foundation

extension DataFile {
  /// Looks for this file in directories: first under its name, then under any name; it must have the same bytes.
  ///
  /// - Returns: Its path.
  /// - Throws: ``DatasetError``, which says what was found instead.
  package func find(in directories: [String]) throws -> String {
    let named = directories.map { ($0 as NSString).appendingPathComponent(name) }
    let others = directories.flatMap(Self.files)
    for path in named + others where try isSame(as: path) { return path }
    if let other = named.first(where: { FileManager.default.fileExists(atPath: $0) }) {
      throw DatasetError.unfit(
        what: other, expected: content, found: "another content", hint: "this is not the run's data")
    }
    throw DatasetError.missing(
      file: name, hint: "looked in \(directories.joined(separator: ", ")) for \(content)")
  }

  /// Whether no directory has anything of this name or with these bytes.
  ///
  /// - Throws: ``DatasetError`` when one has something else under its name.
  package func isMissing(in directories: [String]) throws -> Bool {
    do {
      _ = try find(in: directories)
      return false
    } catch DatasetError.missing {
      return true
    }
  }

  private var content: String { "\(bytes) bytes with SHA-256 \(sha256)" }

  /// Only a file of the same size is read.
  private func isSame(as path: String) throws -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: (path as NSString).resolvingSymlinksInPath)
    guard attributes?[.type] as? FileAttributeType == .typeRegular, attributes?[.size] as? Int == bytes else {
      return false
    }
    return try DataFile(role: role, path: path).sha256 == sha256
  }

  private static func files(in directory: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    // What somebody is still fetching may get another name at any moment.
    return names.filter { !$0.hasSuffix(".part") }.sorted().map { (directory as NSString).appendingPathComponent($0) }
  }
}

extension DatasetDescription {
  /// The same description with the files as they lie on this host, found by what is in them.
  ///
  /// - Parameter manifest: The files of the run; a description without files stays as it is.
  package func located(_ manifest: [DataFile], in directories: [String]) throws -> DatasetDescription {
    guard case .idx(var files) = source else { return self }
    func path(_ role: DataRole) throws -> String {
      guard let file = manifest.first(where: { $0.role == role }) else {
        throw DatasetError.unfit(
          what: "the run's files", expected: "one for \(role.rawValue)", found: "none", hint: nil)
      }
      return try file.find(in: directories)
    }
    files.directory = nil
    files.train = IDXPair(inputs: try path(.trainInputs), targets: try path(.trainTargets))
    if files.validation != nil {
      files.validation = IDXPair(inputs: try path(.validationInputs), targets: try path(.validationTargets))
    }
    return DatasetDescription(.idx(files), scale: scale)
  }
}
