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

  /// Without Foundation's enumerators, which take longer than the parsers; names are bytes, which need not be UTF-8.
  private static func remove(_ path: String) {
    if let directory = opendir(path) { empty(directory) }
    rmdir(path)
  }

  private static func empty(_ directory: OpaquePointer) {
    defer { closedir(directory) }
    let place = dirfd(directory)
    while let entry = readdir(directory) {
      withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        guard let name = bytes.bindMemory(to: CChar.self).baseAddress else { return }
        guard strcmp(name, ".") != 0, strcmp(name, "..") != 0, unlinkat(place, name, 0) != 0 else { return }
        let child = openat(place, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        guard child >= 0, let inner = fdopendir(child) else { return }
        empty(inner)
        unlinkat(place, name, AT_REMOVEDIR)
      }
    }
  }
}
