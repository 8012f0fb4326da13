/// What can be wrong with files of weights and checkpoints.
package enum CheckpointError: Error, Equatable, Sendable {
  /// There is no such file.
  case missing(file: String)
  /// The file is there and cannot be read.
  case unreadable(file: String, reason: String)
  /// The content breaks the format; the offset counts from the beginning of the file.
  case malformed(file: String, offset: Int, expected: String, found: String, hint: String?)
  /// The file is whole and does not hold what is asked for.
  case unfit(file: String, expected: String, found: String, hint: String?)
  /// The file could not be made; nothing was left behind.
  case unwritable(file: String, operation: String, reason: String)
  /// There were checkpoints, and none is there.
  case lost(directory: String)
  /// There are checkpoints and none can be used.
  case noneValid(directory: String, refused: [CheckpointStore.Refused])
}

extension CheckpointError {
  /// sysexits.h: 66 for an input that is not there, 65 for one with bad content, 73 for an output that cannot be made.
  package var exitCode: Int32 {
    switch self {
    case .missing, .unreadable: 66
    case .malformed, .unfit, .noneValid, .lost: 65
    case .unwritable: 73
    }
  }
}

extension CheckpointError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let file): "\(file): no such file"
    case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
    case .malformed(let file, let offset, let expected, let found, let hint):
      "\(file): byte \(offset): expected \(expected), found \(found)" + Self.hint(hint)
    case .unfit(let file, let expected, let found, let hint):
      "\(file): expected \(expected), found \(found)" + Self.hint(hint)
    case .unwritable(let file, let operation, let reason):
      "\(file): cannot be written: \(operation): \(reason)"
    case .lost(let directory):
      "\(directory): expected a checkpoint to resume from, found none, though this run has written some; put them back, or begin anew with "
        + "--resume never"
    case .noneValid(let directory, let refused):
      "\(directory): expected a checkpoint to resume from, found none that can be used; --resume never starts anew"
        + refused.map { "\n  \($0.reason)" }.joined()
    }
  }

  private static func hint(_ text: String?) -> String { text.map { "; \($0)" } ?? "" }
}
