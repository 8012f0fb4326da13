/// One thing that is wrong with a run file, said as a compiler says it.
package struct RunFileProblem: Sendable, Equatable, CustomStringConvertible {
  package enum Severity: String, Sendable {
    case error, warning
  }

  package let severity: Severity
  /// `run.toml:12:1`, or `--set optimizer.lr`.
  package let place: String
  package let message: String

  package var description: String { "\(place): \(severity.rawValue): \(message)" }

  init(place: String, _ message: String) {
    severity = .error
    self.place = place
    self.message = message
  }

  init(_ finding: Finding, path: String) {
    severity = finding.severity
    message = finding.message
    place =
      switch finding.place {
      case .file(let line, let column): "\(path):\(line):\(column)"
      case .override(let key, _): "--set \(key)"
      case .start: "\(path):1:1"
      }
  }
}

/// All that is wrong with a run file; what a program prints before it exits.
package struct RunFileProblems: Error, Equatable, CustomStringConvertible {
  package let problems: [RunFileProblem]
  /// 66 when there is no file to read, 78 when it cannot be meant.
  package let exitCode: Int32

  /// A problem a line.
  package var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// A problem before it is known which file is read.
struct Finding: Equatable {
  var severity = RunFileProblem.Severity.error
  var place: Place
  var message: String

  init(_ place: Place, _ message: String, severity: RunFileProblem.Severity = .error) {
    self.place = place
    self.message = message
    self.severity = severity
  }
}

/// What stops a value from being read: one finding, or several inside a table or an array.
struct Mismatch: Error {
  var findings: [Finding]

  init(_ findings: [Finding]) {
    self.findings = findings
  }

  init(expected: String, _ node: TOMLNode) {
    findings = [Finding(node.place, "expected \(expected), found \(node.found)")]
  }
}
