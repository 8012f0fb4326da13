import Foundation

extension CheckpointStore {
  /// A checkpoint that was found valid, and the newer ones that were not.
  package struct Found: Sendable {
    package let path: String
    package let content: CheckpointContent
    package let refused: [Refused]

    package init(path: String, content: CheckpointContent, refused: [Refused]) {
      self.path = path
      self.content = content
      self.refused = refused
    }
  }

  /// A checkpoint that cannot be used, and why.
  package struct Refused: Sendable, Equatable, CustomStringConvertible {
    package let path: String
    package let reason: CheckpointError

    package var description: String { "\(path): \(reason)" }
  }

  /// The newest checkpoint that is whole and fits the run; nil when there is none at all, of any kind.
  ///
  /// - Throws: ``CheckpointError/noneValid(directory:refused:)`` when there are some and none can be used: a run never
  ///   begins anew by itself.
  package func newestValid() throws -> Found? {
    var refused: [Refused] = []
    for step in try list() {
      do {
        let content = try CheckpointReader(path(ofStep: step)).content(layout, step: step)
        known.withLock { _ = $0.insert(step) }
        return Found(path: path(ofStep: step), content: content, refused: refused)
      } catch let reason as CheckpointError {
        refused.append(Refused(path: path(ofStep: step), reason: reason))
      }
    }
    refused += try strangers()
    guard refused.isEmpty else { throw CheckpointError.noneValid(directory: directory, refused: refused) }
    return nil
  }

  /// What looks like a checkpoint and has no checkpoint's name: renamed by somebody, or moved aside.
  private func strangers() throws -> [Refused] {
    let names = try DirectoryListing.names(directory).sorted()
    // By bytes: a mark that combines with the dash makes another character of it.
    return names.filter { $0.utf8.starts(with: "step-".utf8) && CheckpointName.step($0) == nil }.map { name in
      let path = (directory as NSString).appendingPathComponent(name)
      return Refused(
        path: path,
        reason: .unfit(file: path, expected: "a name as \(CheckpointName.text(120))", found: name, hint: nil))
    }
  }
}
