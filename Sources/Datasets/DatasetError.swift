/// What can be wrong with data that come from outside.
public enum DatasetError: Error, Equatable, Sendable {
  /// There is no such file; the hint names one that may be meant.
  case missing(file: String, hint: String?)
  /// The file is there and cannot be read.
  case unreadable(file: String, reason: String)
  /// The content breaks its format. The offset counts uncompressed bytes.
  case malformed(file: String, offset: Int, expected: String, found: String, hint: String?)
  /// A place in a text file is wrong; lines and columns count from 1.
  case malformedText(file: String, line: Int, column: Int, expected: String, found: String)
  /// The data are well formed and do not fit what is asked of them.
  case unfit(what: String, expected: String, found: String, hint: String?)
}

extension DatasetError {
  /// sysexits.h: 66 for an input that is not there or not readable, 65 for one with bad content.
  public var exitCode: Int32 {
    switch self {
    case .missing, .unreadable: 66
    case .malformed, .malformedText, .unfit: 65
    }
  }
}

extension DatasetError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let file, let hint):
      "\(file): no such file" + Self.hint(hint)
    case .unreadable(let file, let reason):
      "\(file): cannot be read: \(reason)"
    case .malformed(let file, let offset, let expected, let found, let hint):
      "\(file): byte \(offset): expected \(expected), found \(found)" + Self.hint(hint)
    case .malformedText(let file, let line, let column, let expected, let found):
      "\(file):\(line):\(column): expected \(expected), found \(found)"
    case .unfit(let what, let expected, let found, let hint):
      "\(what): expected \(expected), found \(found)" + Self.hint(hint)
    }
  }

  private static func hint(_ text: String?) -> String { text.map { "; \($0)" } ?? "" }
}
