/// What the outside can do to the files of a run's figures.
package enum TelemetryError: Error, Equatable, CustomStringConvertible {
  case cannotOpen(path: String, reason: String)
  case cannotWrite(path: String, reason: String)

  package var description: String {
    switch self {
    case .cannotOpen(let path, let reason): "cannot open \(path) for writing: \(reason)"
    case .cannotWrite(let path, let reason): "cannot write to \(path): \(reason); is the disk full?"
    }
  }
}
