/// What can be wrong with files of keys.
package enum KeyFileError: Error, Equatable, Sendable {
  case missing(file: String, hint: String)
  case unreadable(file: String, reason: String)
  /// Others than its owner can read, or replace, a secret.
  case notPrivate(file: String, problem: String, remedy: String)
  /// Others than this user and root can write to a file of public keys.
  case openToOthers(file: String, problem: String, remedy: String)
  /// A secret key where public ones belong.
  case secretAmongPublic(file: String, line: Int)
  case malformed(file: String, line: Int, expected: String, found: String)
  case alreadyThere(file: String)
  case unwritable(file: String, operation: String, reason: String)
}

extension KeyFileError {
  /// sysexits.h: 66 no input, 65 bad data, 73 cannot create, 77 permission.
  package var exitCode: Int32 {
    switch self {
    case .missing, .unreadable: 66
    case .malformed, .secretAmongPublic: 65
    case .alreadyThere, .unwritable: 73
    case .notPrivate, .openToOthers: 77
    }
  }
}

extension KeyFileError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let file, let hint): "\(file): no such file; \(hint)"
    case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
    case .notPrivate(let file, let problem, let remedy): "\(file): \(problem), so the secret may be known; \(remedy)"
    case .openToOthers(let file, let problem, let remedy): "\(file): \(problem); \(remedy)"
    case .secretAmongPublic(let file, let line):
      "\(file):\(line): expected a public key, found a secret one; if it was copied here, make it anew with mgd keygen, since whoever "
        + "reads this file knows it now; if the file is the wrong one, name the .public file"
    case .malformed(let file, let line, let expected, let found):
      "\(file):\(line): expected \(expected), found \(found)"
    case .alreadyThere(let file):
      "\(file): exists, and a key is never overwritten; choose another name or remove it first"
    case .unwritable(let file, let operation, let reason): "\(file): cannot be written: \(operation): \(reason)"
    }
  }
}
