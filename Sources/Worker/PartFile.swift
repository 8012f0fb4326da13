import Datasets
import Foundation
import Training
import Wire

/// A data file that is not whole yet: `SHA256.PID.part`, of one process alone.
final class PartFile: Sendable {
  private let file: DataFile
  private let directory: String
  private let path: String
  private let descriptor: Int32
  /// Whole pieces that were here when it was opened.
  let pieces: Int

  init(of file: DataFile, in directory: String) throws(PreparationError) {
    self.file = file
    self.directory = directory
    path = "\(directory)/\(file.sha256).\(getpid()).part"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Self.problem("cannot be opened", path) }
    var status = stat()
    let size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    pieces = min(size, file.bytes) / FilePieces.bytesPerPiece
  }

  deinit { close(descriptor) }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(PreparationError) {
    var written = 0
    while written < bytes.count {
      let count = pwrite(
        descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written, off_t(offset + written))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.problem("cannot be written", path) }
      written += count
    }
  }

  /// Compares the digest, and gives the file its name; one that is not right is removed.
  func finish() throws {
    guard fsync(descriptor) == 0 else { throw Self.problem("cannot be written", path) }
    let found = try DataFile(role: file.role, path: path)
    guard found.sha256 == file.sha256, found.bytes == file.bytes else {
      unlink(path)
      throw PreparationError(
        "data file \(file.name) from the coordinator has SHA-256 \(found.sha256.prefix(16)), expected \(file.sha256.prefix(16)): it "
          + "changed on the coordinator's host since the run began", exitCode: 65)
    }
    guard rename(path, "\(directory)/\(file.sha256)") == 0 else { throw Self.problem("cannot be renamed", path) }
  }

  /// Those of processes that are gone.
  static func removeStale(in directory: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    for name in names where name.hasSuffix(".part") {
      guard let pid = name.split(separator: ".").dropLast().last.flatMap({ pid_t($0) }), pid > 0 else { continue }
      if kill(pid, 0) != 0, errno == ESRCH { unlink("\(directory)/\(name)") }
    }
  }

  private static func problem(_ what: String, _ path: String) -> PreparationError {
    PreparationError("data cache: \(path) \(what): \(String(cString: strerror(errno)))", exitCode: 74)
  }
}
