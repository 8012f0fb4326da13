import Foundation

/// What a path is that `mgd inspect` is given.
enum InspectedKind: Equatable {
  case directory, runFile, weights

  /// A safetensors file is known by its bytes, whatever its name: a length of 8 bytes, then JSON.
  init(of path: String) throws {
    guard try !RunReference(path).isDirectory else {
      self = .directory
      return
    }
    let start = try Self.start(of: path)
    if path.hasSuffix(".safetensors") || (start.count > 8 && start[8] == UInt8(ascii: "{") && start[7] == 0) {
      self = .weights
    } else if start.contains(0) || !path.hasSuffix(".toml") {
      throw CompanionError.unknownType(path: path)
    } else {
      self = .runFile
    }
  }

  private static func start(of path: String) throws -> [UInt8] {
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? file.close() }
      return Array(try file.read(upToCount: 16) ?? Data())
    } catch {
      throw CompanionError.unreadable(path: path, reason: String(cString: strerror(errno)))
    }
  }
}
