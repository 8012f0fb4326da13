import Foundation
import Locks
import TestKit
import Testing

/// Whole runs inside this process: the two services on threads, real sockets between them.
@Suite(.serialized) struct ServiceTests {
  @Test("one worker and two leave the same model", arguments: Fleet.Way.allCases)
  func sameModel(way: Fleet.Way) throws {
    let models = try [1, 2].map { workers in
      let fleet = try Fleet(way, steps: 40)
      let crew = try (1...workers).map { try fleet.worker("w\($0)") }
      #expect(try fleet.lead(minWorkers: workers) == 0)
      #expect(crew.map { $0.wait()?.exitCode } == [Int32?](repeating: 0, count: workers))
      return try fleet.scratch.bytes("runs/test/model.safetensors")
    }
    #expect(models[0] == models[1])
  }

  @Test("a stop request ends the run with the weights of the last step, and releases the workers")
  func stop() throws {
    let fleet = try Fleet(.ipc, steps: 1_000_000)
    let worker = try fleet.worker("w1")
    let code = try fleet.lead(minWorkers: 1) { service in service.stop() }
    #expect(code == 0)
    #expect(worker.wait() != nil)
    let names = try FileManager.default.contentsOfDirectory(atPath: fleet.scratch.file("runs/test/checkpoints"))
    #expect(names.contains { $0.hasPrefix("step-") })
    #expect(try String(decoding: fleet.scratch.bytes("runs/test/summary.json"), as: UTF8.self).contains("\"stopped\""))
  }

  @Test("what follows a stop is the model that was written, and the next life takes back how the last one ended")
  func stoppedAndGoingOn() throws {
    // The run file that it keeps is read again, and such a file may name tcp alone.
    let fleet = try Fleet(.tcp, steps: 1_000_000)
    let summary = fleet.scratch.file("runs/test/summary.json")
    let first = try fleet.worker("w1")
    #expect(try fleet.lead(minWorkers: 1) { service in service.stop() } == 0)
    #expect(first.wait() != nil)
    let model = try #require(fleet.said.firstMatch(of: /next: \S+ evaluate (\S+) --model (\S+)/))
    #expect(model.2.hasPrefix("\(model.1)/model-step-") && FileManager.default.fileExists(atPath: String(model.2)))
    #expect(FileManager.default.fileExists(atPath: summary))
    let stands = Locked(true)
    #expect(
      try fleet.leadAlone(stoppingAfter: 1500) {
        stands.withLock { $0 = FileManager.default.fileExists(atPath: summary) }
      } == 0)
    #expect(!stands.withLock { $0 })
    #expect(FileManager.default.fileExists(atPath: summary))
  }

  @Test("a stop request ends a run that nobody joined")
  func stopAlone() throws {
    let fleet = try Fleet(.ipc, steps: 10)
    #expect(try fleet.leadAlone(stoppingAfter: 200) == 0)
  }

  @Test("a worker leaves in the middle, and the run goes on without it")
  func lost() throws {
    let fleet = try Fleet(.tcp, steps: 1_000_000)
    let leaver = try fleet.worker("leaver")
    let other = try fleet.worker("other")
    let code = try fleet.lead(minWorkers: 1) { service in
      leaver.stop()
      usleep(500_000)
      service.stop()
    }
    #expect(code == 0)
    #expect(leaver.wait()?.exitCode == 0)
    #expect(other.wait() != nil)
  }

  @Test("a worker that comes in the middle takes part, and leaves when asked")
  func late() throws {
    let fleet = try Fleet(.ipc, steps: 1_000_000)
    let first = try fleet.worker("first")
    let late = Locked<RunningWorker?>(nil)
    let code = try fleet.lead(minWorkers: 1) { service in
      late.withLock { $0 = try? fleet.worker("late") }
      usleep(500_000)
      late.withLock { $0 }?.stop()
      service.stop()
    }
    #expect(code == 0)
    #expect(first.wait() != nil)
    #expect(late.withLock { $0 }?.wait()?.exitCode == 0)
  }
}
