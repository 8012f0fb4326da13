import Foundation

/// The program `mgd` as it was built beside these tests, run as a person runs it.
struct Program {
  struct Result {
    let exitCode: Int32
    let output: String
    let errors: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// - Parameters:
  ///   - directory: The current directory of the program.
  ///   - input: What it reads from standard input.
  static func run(
    _ arguments: [String], of name: String = "mgd", in directory: String, input: String = ""
  ) throws -> Result {
    let process = Process()
    process.executableURL = try products.appendingPathComponent(name)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    let places = ["in", "out", "err"].map { "\(directory)/.\(UUID().uuidString).\($0)" }
    defer { for place in places { try? FileManager.default.removeItem(atPath: place) } }
    // Files instead of pipes: nothing waits for a full one.
    for place in places { try Data().write(to: URL(fileURLWithPath: place)) }
    try Data(input.utf8).write(to: URL(fileURLWithPath: places[0]))
    process.standardInput = FileHandle(forReadingAtPath: places[0])
    process.standardOutput = FileHandle(forWritingAtPath: places[1])
    process.standardError = FileHandle(forWritingAtPath: places[2])
    try process.run()
    process.waitUntilExit()
    return Result(
      exitCode: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: try String(contentsOfFile: places[1], encoding: .utf8),
      errors: try String(contentsOfFile: places[2], encoding: .utf8))
  }

  /// Tests run from a bundle in the same directory as the programs.
  private static var products: URL {
    get throws {
      let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return URL(fileURLWithPath: own).deletingLastPathComponent()
    }
  }
}
