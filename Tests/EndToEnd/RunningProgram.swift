import Foundation
import Synchronization

/// How a program ended.
struct Ended {
  /// The exit code, or 128 + the signal, as a shell says it.
  let code: Int32
  let output: String
  let errors: String
  let seconds: Double

  /// Everything it said.
  var text: String { output + errors }
}

/// A program that runs beside the test. What it prints goes to files, so that no pipe fills up and stops it.
final class RunningProgram {
  struct TimeLimit: Error, CustomStringConvertible {
    let description: String
  }

  private let process = Process()
  private let ended = DispatchSemaphore(value: 0)
  private let log: String
  private let start = ContinuousClock.now

  private static let count = Atomic<Int>(0)

  init(
    _ path: String, _ arguments: [String], in directory: String, environment: [String: String] = [:]
  ) throws {
    let number = Self.count.add(1, ordering: .relaxed).newValue
    log = "\(directory)/.program-\(number)"
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try Self.file(log + ".out")
    process.standardError = try Self.file(log + ".err")
    process.terminationHandler = { [ended] _ in ended.signal() }
    try process.run()
  }

  deinit { if process.isRunning { send(SIGKILL) } }

  var pid: Int32 { process.processIdentifier }
  var isRunning: Bool { process.isRunning }
  var output: String { Self.text(log + ".out") }
  var errors: String { Self.text(log + ".err") }

  /// The last step that a coordinator has told.
  var lastStep: Int { output.matches(of: /step (\d+)\//).last.flatMap { Int($0.1) } ?? 0 }

  /// The most memory that the process had at any time, in bytes.
  func peakMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    guard let kilobytes = status.firstMatch(of: /VmHWM:\s+(\d+) kB/).flatMap({ Int($0.1) }) else {
      throw TimeLimit(description: "process \(pid) has ended\n\(output)\(errors)")
    }
    return kilobytes << 10
  }

  func send(_ signal: Int32) { kill(pid, signal) }

  /// Waits for the end; a program that takes longer is killed, and that is an error.
  func end(within seconds: Double = 60) throws -> Ended {
    guard ended.wait(timeout: .now() + seconds) == .success else {
      send(SIGKILL)
      throw TimeLimit(
        description: "\(process.arguments ?? []): still running after \(seconds) s\n\(output)\(errors)")
    }
    let signalled = process.terminationReason == .uncaughtSignal
    return Ended(
      code: signalled ? 128 + process.terminationStatus : process.terminationStatus, output: output, errors: errors,
      seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  /// Waits until the program has said something that `find` recognises.
  func waitFor<Found>(_ what: String, within seconds: Double = 20, _ find: (String) -> Found?) throws -> Found {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
      if let found = find(output + errors) { return found }
      guard isRunning else { break }
      usleep(5_000)
    }
    if let found = find(output + errors) { return found }
    throw TimeLimit(description: "waited \(seconds) s for \(what)\n\(output)\(errors)")
  }

  func waitFor(_ words: String, within seconds: Double = 20) throws {
    try waitFor(words, within: seconds) { $0.contains(words) ? () : nil }
  }

  private static func file(_ path: String) throws -> FileHandle {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }

  private static func text(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }
}
