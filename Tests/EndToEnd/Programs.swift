import Foundation
import Testing

/// The programs under test, as the build left them, and those that check their files.
enum Programs {
  private static let environment = ProcessInfo.processInfo.environment

  /// Where the release builds lie.
  static let release = environment["MGD_RELEASE"]
  static let reason: Comment = "MGD_RELEASE names no directory with release builds; make test sets it"

  /// A Python with torch, numpy and safetensors.
  static let python = environment["MGD_PYTHON"]
  static let pythonReason: Comment = "MGD_PYTHON names no Python with torch and safetensors; make test sets it"

  /// The package's own directory: its run files, and the scripts of the tests.
  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static func script(_ name: String) -> String { "\(package)/Tests/EndToEnd/Scripts/\(name)" }

  /// One of mgd's own programs.
  static func start(
    _ name: String, _ arguments: [String], in scratch: String, environment: [String: String] = [:]
  ) throws -> RunningProgram {
    try RunningProgram("\(try #require(release))/\(name)", arguments, in: scratch, environment: environment)
  }

  /// Runs a program to its end.
  static func run(_ path: String, _ arguments: [String], in scratch: String, seconds: Double = 60) throws -> Ended {
    try RunningProgram(path, arguments, in: scratch).end(within: seconds)
  }

  /// Runs one of the tests' Python scripts, which must succeed; gives what it printed.
  static func python(_ name: String, _ arguments: [String], in scratch: String) throws -> String {
    let ended = try run(try #require(python), ["-B", script(name)] + arguments, in: scratch, seconds: 120)
    try #require(ended.code == 0, "\(name): \(ended.errors)")
    return ended.output
  }
}
