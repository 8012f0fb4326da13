import Crypto
import Foundation

/// A file of a run's data, as another host finds it: by what is in it, never by its path.
package struct DataFile: Codable, Sendable, Equatable {
  package let role: DataRole
  /// The last part of its path.
  package let name: String
  package let bytes: Int
  /// SHA-256 of the file as it lies on disk, 64 hexadecimal digits.
  package let sha256: String

  package init(role: DataRole, name: String, bytes: Int, sha256: String) {
    self.role = role
    self.name = name
    self.bytes = bytes
    self.sha256 = sha256
  }

  /// Reads a file once, in pieces.
  package init(role: DataRole, path: String) throws {
    let file = try PlainFile(path)
    let (bytes, digest) = try Self.digest(of: file)
    self.init(role: role, name: (path as NSString).lastPathComponent, bytes: bytes, sha256: digest)
  }

  /// Reads an open file from its beginning.
  ///
  /// - Parameter path: Its name, and for messages.
  package init(role: DataRole, path: String, descriptor: Int32) throws {
    lseek(descriptor, 0, SEEK_SET)
    let (bytes, digest) = try Self.digest(of: PlainFile(path, owning: dup(descriptor)))
    self.init(role: role, name: (path as NSString).lastPathComponent, bytes: bytes, sha256: digest)
  }

  private static func digest(of file: PlainFile) throws -> (bytes: Int, digest: String) {
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { piece.deallocate() }
    var hash = SHA256()
    var bytes = 0
    while case let count = try file.read(into: piece), count > 0 {
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: piece[..<count]))
      bytes += count
    }
    return (bytes, hash.finalize().hexadecimal)
  }
}

/// What a file is for; the names are those of the run file.
package enum DataRole: String, Codable, Sendable, CaseIterable, CodingKeyRepresentable {
  case trainInputs = "train.inputs"
  case trainTargets = "train.targets"
  case validationInputs = "validation.inputs"
  case validationTargets = "validation.targets"
}

extension SHA256Digest {
  var hexadecimal: String {
    map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
