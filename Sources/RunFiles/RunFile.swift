import Foundation

/// Reads run files.
///
/// Relative paths in a run file, `run.directory` and `data.directory`, start at the current directory, as those on a
/// command line do: the same file trains the same way wherever it is kept.
package enum RunFile {
  /// No run file that a person writes comes near it.
  static let mostBytes = 1 << 20

  /// The settings of a file: defaults, then the file, then the overrides.
  ///
  /// - Parameters:
  ///   - overrides: `section.key=value` each, the value TOML or else a string; later ones win.
  ///   - warn: is given what is suspicious but can be meant, in order.
  /// - Throws: everything that is wrong, in the order of the file and then of the overrides.
  package static func load(
    _ path: String, overrides: [String] = [], warn: (RunFileProblem) -> Void = { _ in }
  ) throws(RunFileProblems) -> RunSettings {
    try parse(try contents(of: path), path: path, overrides: overrides, warn: warn)
  }

  /// The settings of a text that stands for a file at `path`.
  package static func parse(
    _ text: [UInt8], path: String, overrides: [String] = [], warn: (RunFileProblem) -> Void = { _ in }
  ) throws(RunFileProblems) -> RunSettings {
    var findings: [Finding] = []
    let root = overridden(try tree(text, path: path), overrides, &findings)
    var reader = RunFileReader(root)
    let settings = reader.settings()
    findings += reader.findings
    let problems = sorted(findings).map { RunFileProblem($0, path: path) }
    guard problems.allSatisfy({ $0.severity == .warning }) else {
      throw RunFileProblems(problems: problems, exitCode: 78)
    }
    problems.forEach(warn)
    return settings
  }

  private static func tree(_ text: [UInt8], path: String) throws(RunFileProblems) -> TOMLNode {
    do { return try TOMLDocument.parse(text) } catch {
      throw RunFileProblems(problems: [RunFileProblem(Finding(error.place, error.message), path: path)], exitCode: 78)
    }
  }

  private static func overridden(_ root: TOMLNode, _ overrides: [String], _ findings: inout [Finding]) -> TOMLNode {
    var root = root
    for (number, argument) in overrides.enumerated() {
      do { root = try Override(argument, number: number).applied(to: root) } catch { findings += error.findings }
    }
    return root
  }

  /// Findings at one place keep their order.
  private static func sorted(_ findings: [Finding]) -> [Finding] {
    findings.enumerated().sorted { left, right in
      let (first, second) = (left.element.place.order, right.element.place.order)
      return first == second ? left.offset < right.offset : first < second
    }.map(\.element)
  }

  private static func contents(of path: String) throws(RunFileProblems) -> [UInt8] {
    let bytes: Data
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? file.close() }
      bytes = try file.read(upToCount: mostBytes + 1) ?? Data()
    } catch {
      throw unreadable(path, FileManager.default.fileExists(atPath: path) ? "cannot be read" : "does not exist")
    }
    guard bytes.count <= mostBytes else {
      throw RunFileProblems(
        problems: [RunFileProblem(Finding(.start, "expected at most \(mostBytes) bytes, found more"), path: path)],
        exitCode: 78)
    }
    return Array(bytes)
  }

  private static func unreadable(_ path: String, _ what: String) -> RunFileProblems {
    let problem = RunFileProblem(
      place: path, "the run file \(what)\(what == "does not exist" ? "; configs/ holds some to start from" : "")")
    return RunFileProblems(problems: [problem], exitCode: 66)
  }
}
