import Foundation

extension DataFile {
  /// Looks for this file in directories: first under its name, then under any name; it must have the same bytes. What has other bytes, or
  /// cannot be read, is in nobody's way.
  ///
  /// - Returns: Its path.
  /// - Throws: ``DatasetError``, which says what was found instead.
  package func find(in directories: [String]) throws -> String { try search(directories).get() }

  /// What was found instead of this file, ``DatasetError/missing(file:hint:)`` for nothing; nil when one of the directories has it.
  package func lack(in directories: [String]) -> DatasetError? {
    guard case .failure(let finding) = search(directories) else { return nil }
    return finding
  }

  private func search(_ directories: [String]) -> Result<String, DatasetError> {
    let named = directories.map { ($0 as NSString).appendingPathComponent(name) }
    let others = directories.flatMap(Self.files).filter { !named.contains($0) }
    var instead: DatasetError?
    for path in named + others {
      switch finding(at: path) {
      case nil: return .success(path)
      case .missing?: break
      // One of another name is no mistake.
      case .unfit? where !named.contains(path): break
      case let finding?: instead = instead ?? finding
      }
    }
    return .failure(
      instead ?? .missing(file: name, hint: "looked in \(directories.joined(separator: ", ")) for \(content)"))
  }

  private var content: String { "\(bytes) bytes with SHA-256 \(sha256)" }

  /// What keeps the file at a path from being this one; nil when it is. Only one of the same size is read.
  private func finding(at path: String) -> DatasetError? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: (path as NSString).resolvingSymlinksInPath)
    guard let attributes else { return .missing(file: path, hint: nil) }
    guard attributes[.type] as? FileAttributeType == .typeRegular, let size = attributes[.size] as? Int else {
      return unfit(path, found: "no plain file")
    }
    guard size == bytes else { return unfit(path, found: "\(size) bytes") }
    do {
      let other = try DataFile(role: role, path: path)
      return other.sha256 == sha256 ? nil : unfit(path, found: other.content)
    } catch let error as DatasetError {
      return error
    } catch {
      return .unreadable(file: path, reason: "\(error)")
    }
  }

  private func unfit(_ path: String, found: String) -> DatasetError {
    .unfit(what: path, expected: content, found: found, hint: "this is not the run's data")
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
