import Foundation
import TestKit
import Testing
import ZeroMQ

@testable import Coordinator

@Suite struct LocalWorkersTests {
  /// Runs a shell command as if it were a worker.
  private func exit(of command: String, _ scratch: Scratch, signal: Bool = false) async throws -> LocalWorkers.Exit {
    let workers = LocalWorkers(program: "/bin/sh", logDirectory: scratch.path)
    return try await withCheckedThrowingContinuation { ended in
      do {
        try workers.start(name: "w", arguments: ["-c", command], cores: nil) { ended.resume(returning: $0) }
      } catch {
        ended.resume(throwing: error)
      }
      if signal { workers.terminate() }
    }
  }

  @Test("a worker's exit code and last words are told")
  func exitCode() async throws {
    let scratch = try Scratch()
    let exit = try await exit(of: "echo one; echo two >&2; exit 66", scratch)
    #expect(exit.exitCode == 66)
    #expect(exit.lastWords == "one | two")
    #expect(exit.name == "w")
  }

  @Test("only the last five lines are told")
  func lastWords() async throws {
    let scratch = try Scratch()
    #expect(try await exit(of: "seq 1 1000", scratch).lastWords == "996 | 997 | 998 | 999 | 1000")
  }

  @Test("no line is told that lost its beginning where the end of a long log was cut off")
  func longLog() async throws {
    let scratch = try Scratch()
    let command = "seq -f '2026-11-24T19:19:07+0000 info mgd-worker: [Worker] step %g' 1 1000"
    #expect(try await exit(of: command, scratch).lastWords == "info mgd-worker: [Worker] step 1000")
  }

  @Test("a worker that a signal ended has 128 + its number, as a shell says it")
  func killed() async throws {
    let scratch = try Scratch()
    #expect(try await exit(of: "kill -9 $$", scratch).exitCode == 137)
    #expect(try await exit(of: "sleep 60", scratch, signal: true).exitCode == 143)
  }

  @Test("a worker has a session of its own, so that Ctrl-C does not reach it")
  func session() async throws {
    let scratch = try Scratch()
    let words = try await exit(of: "cut -d' ' -f1,6 /proc/$$/stat", scratch).lastWords.split(separator: " ")
    #expect(words.count == 2 && words[0] == words[1], "\(words)")
  }

  @Test(
    "a process of an earlier life is told by its program, its name and its coordinator, which each run has for itself")
  func recognised() throws {
    let (own, other) = (Endpoint.ipc(path: "/run/mgd/a.sock"), Endpoint.ipc(path: "/run/mgd/b.sock"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    // A shell with the words of a worker, that waits for a line.
    process.arguments = [
      "-c", "exec -a /usr/bin/mgd-worker bash -c 'read' --coordinator '\(own)' --name local-1 --once",
    ]
    let input = Pipe()
    process.standardInput = input
    try process.run()
    defer { process.terminate() }
    while !LocalWorkers.isWorker(process.processIdentifier, name: "local-1", at: own), process.isRunning {
      usleep(1000)
    }
    #expect(LocalWorkers.isWorker(process.processIdentifier, name: "local-1", at: own))
    #expect(!LocalWorkers.isWorker(process.processIdentifier, name: "local-1", at: other))
    #expect(!LocalWorkers.isWorker(process.processIdentifier, name: "local-2", at: own))
    #expect(!LocalWorkers.isWorker(getpid(), name: "local-1", at: own))
    // Ended, and not waited for yet.
    var zombie: pid_t = 0
    let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/true"), nil]
    defer { free(arguments[0]) }
    try #require(posix_spawn(&zombie, "/bin/true", nil, nil, arguments, nil) == 0)
    usleep(200_000)
    #expect(!LocalWorkers.isWorker(zombie, name: "local-1", at: own))
    waitpid(zombie, nil, 0)
  }

  @Test("a program that is not there is an error that names it")
  func missing() throws {
    let scratch = try Scratch()
    let workers = LocalWorkers(program: scratch.file("nothing"), logDirectory: scratch.path)
    #expect(throws: CoordinatorError.self) { try workers.start(name: "w", arguments: [], cores: nil) { _ in } }
    #expect(workers.isEmpty)
  }
}
