import Foundation

/// A directory for the files of one input, in memory where there is such a place; removed when it goes away.
final class ScratchDirectory {
  let path: String

  private static let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : NSTemporaryDirectory()

  init() throws {
    var template = Array("\(Self.parent)/mgd-fuzz-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file and gives its path.
  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let path = file(name)
    guard let stream = fopen(path, "w") else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    let written = fwrite(bytes, 1, bytes.count, stream)
    guard fclose(stream) == 0, written == bytes.count else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    return path
  }

  /// Without Foundation, which loses 4 KiB with every empty file that it reads.
  func bytes(of name: String) throws -> [UInt8] {
    guard let stream = fopen(file(name), "r") else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&piece, 1, piece.count, stream), count > 0 { bytes += piece[..<count] }
    return bytes
  }

  /// Without Foundation's enumerators, which take longer than the parsers.
  private static func remove(_ path: String) {
    guard let directory = opendir(path) else { return }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name != ".", name != ".." else { continue }
      let child = path + "/" + name
      if unlink(child) != 0 { remove(child) }
    }
    closedir(directory)
    rmdir(path)
  }
}
