import Foundation

/// Where a run begins.
package enum ResumePolicy: Equatable, Sendable {
  /// From the newest valid checkpoint of the run directory, or anew when there is nothing to go on from.
  case auto
  /// Anew; what is there is moved aside.
  case never
  /// From this checkpoint, or from the newest valid one of this run directory.
  case from(path: String)

  /// Whether it begins with something that lies in this directory, which then has to stay where it is.
  func takes(from directory: String) -> Bool {
    guard case .from(let path) = self else { return false }
    let (inner, outer) = (Self.places(path), Self.places(directory))
    return inner.starts(with: outer)
  }

  /// Whether two paths are one place.
  static func isSame(_ path: String, _ other: String) -> Bool { places(path) == places(other) }

  private static func places(_ path: String) -> [String] {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.pathComponents
  }

  /// `auto`, `never` or a path.
  package init(_ text: String) {
    self =
      switch text {
      case "auto": .auto
      case "never": .never
      default: .from(path: text)
      }
  }
}
