import Foundation

/// The program `save-checkpoints` as it was built beside these tests, under strace.
struct SavingProcess {
  let directory: String

  struct Result {
    /// Negative for a signal.
    let exitCode: Int32
    let lines: [String]

    /// Steps whose checkpoints were reported durable.
    var saved: [Int] { lines.compactMap { $0.hasPrefix("saved ") ? Int($0.dropFirst(6)) : nil } }
    var failures: [String] { lines.filter { $0.hasPrefix("failed") } }
  }

  /// A system call that the program makes in its work, and its number among those of its name.
  struct Call: Hashable, CustomStringConvertible {
    let name: String
    let number: Int

    var description: String { "\(name) number \(number)" }
  }

  /// Saves the steps, with an injection of strace if there is one, as `fsync:error=EIO:when=3`.
  func run(_ steps: ClosedRange<Int>, inject: String? = nil, trace: String = "/dev/null") throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["strace", "-f", "-qq", "-y", "-o", trace] + (inject.map { ["-e", "inject=\($0)"] } ?? [])
      + [try Self.program, directory, "\(steps.lowerBound)", "\(steps.upperBound)"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return Result(
      exitCode: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      lines: text.split(separator: "\n").map(String.init))
  }

  /// The system calls of a calm run from the moment that it first names its directory; what comes before is the start of any
  /// program.
  func calls(_ steps: ClosedRange<Int>) throws -> [Call] {
    let trace = directory + ".trace"
    defer { try? FileManager.default.removeItem(atPath: trace) }
    _ = try run(steps, trace: trace)
    var counts: [String: Int] = [:]
    var calls: [Call] = []
    var isWork = false
    for line in try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n") {
      // "1234  openat(AT_FDCWD..."
      guard let name = line.drop(while: { $0.isNumber || $0 == " " }).firstMatch(of: /^([a-z_0-9]+)\(/)?.1 else {
        continue
      }
      counts[String(name), default: 0] += 1
      // The program's own arguments name the directory as well.
      isWork = isWork || (line.contains(directory) && name != "execve")
      if isWork { calls.append(Call(name: String(name), number: counts[String(name)] ?? 0)) }
    }
    return calls
  }

  /// Tests run from a bundle in the same directory as the programs.
  private static var program: String {
    get throws {
      let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("save-checkpoints").path
    }
  }

  static let isTraceable = FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")
}
