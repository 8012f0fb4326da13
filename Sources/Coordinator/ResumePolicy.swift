/// Where a run begins.
package enum ResumePolicy: Equatable, Sendable {
  /// From the newest valid checkpoint of the run directory, or anew when there is nothing to go on from.
  case auto
  /// Anew; what is there is moved aside.
  case never
  /// From this checkpoint, or from the newest valid one of this run directory.
  case from(path: String)

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
