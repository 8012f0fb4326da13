import Foundation
import RunFiles

/// Whether the directory of a run could be made, or written to; nothing is made.
struct RunDirectoryFinding {
  private let parent: String
  private let name: String

  init(_ run: RunSettings.Run) {
    (parent, name) = (run.directory, run.name)
  }

  private var path: String { (parent as NSString).appendingPathComponent(name) }

  var finding: Finding {
    // The lock lies beside the directory.
    for place in ["\(parent)/.\(name).lock", path] {
      let existing = Self.nearest(to: place)
      if let problem = Self.problem(of: existing, isDirectory: existing != place || place == path) {
        return .bad(
          "directory",
          "\(path): cannot be written (\(existing): \(problem)); change its owner, or choose another with --set run.directory=DIR"
        )
      }
    }
    return .good("directory", "\(path) can be written by this user")
  }

  /// The path itself, or the nearest directory above it that is there.
  private static func nearest(to path: String) -> String {
    var place = path
    while access(place, F_OK) != 0, errno == ENOENT {
      let above = (place as NSString).deletingLastPathComponent
      // Of a relative path, the current directory is what lies above its first name.
      guard !above.isEmpty else { return "." }
      place = above
    }
    return place
  }

  private static func problem(of path: String, isDirectory: Bool) -> String? {
    var info = stat()
    guard stat(path, &info) == 0 else { return String(cString: strerror(errno)) }
    guard !isDirectory || info.st_mode & S_IFMT == S_IFDIR else { return "is no directory" }
    guard access(path, isDirectory ? W_OK | X_OK : W_OK) == 0 else { return String(cString: strerror(errno)) }
    return nil
  }
}
