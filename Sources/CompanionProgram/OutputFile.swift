import Checkpoints
import Foundation

/// Where the rows of a prediction go.
enum OutputFile {
  typealias Writer = (String) throws -> Void

  /// Writes to a path piece by piece, to standard output when there is none.
  ///
  /// A file is there whole or not at all; what is no file, as a pipe or a device, is written as it is.
  static func write(to path: String?, _ produce: (Writer) throws -> Void) throws {
    guard let path, path != "-" else { return try produce(Terminal.write) }
    guard isFile(path) else { return try writeDirectly(to: path, produce) }
    try AtomicFile.write(to: path) { file in
      try produce { text in
        var text = text
        try text.withUTF8 { try file.append(UnsafeRawBufferPointer($0)) }
      }
    }
  }

  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
  }

  private static func writeDirectly(to path: String, _ produce: (Writer) throws -> Void) throws {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw CompanionError.cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    try produce { try Terminal.write($0, to: descriptor, named: path) }
  }
}
