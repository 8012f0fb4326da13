import Cluster
import Foundation
import Locks
import Logging
import RunFiles
import Telemetry
import TestKit
import Worker
import ZeroMQ

@testable import Coordinator

/// A coordinator and workers of one process, each on a thread of its own, with real sockets between them.
final class Fleet: Sendable {
  enum Way: CaseIterable, Sendable {
    case ipc, tcp
  }

  let scratch: Scratch
  private let settings: RunSettings
  private let endpoint: Endpoint
  private let display: RunDisplay
  private let text: Transcript
  private let log = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  /// What the coordinator showed.
  private final class Transcript: Sendable {
    let text = Locked("")
  }

  init(_ way: Way, steps: Int) throws {
    scratch = try Scratch()
    var settings = try RunFile.parse(
      Array(Self.runFile.utf8), path: "run.toml",
      overrides: ["run.steps=\(steps)", "run.directory=\(scratch.file("runs"))"])
    endpoint =
      switch way {
      case .ipc: .ipc(path: scratch.file("c.sock"))
      case .tcp: .tcp(host: "127.0.0.1", port: try FreePort.number())
      }
    // A run file may name tcp alone; the service takes whatever is local.
    settings.cluster.listen = "\(endpoint)"
    settings.cluster.localWorkers = 0
    self.settings = settings
    let text = Transcript()
    self.text = text
    display = RunDisplay(.plain) { part in text.text.withLock { $0 += part } }
  }

  var said: String { text.text.withLock { $0 } }

  /// Leads the run to its end.
  ///
  /// - Parameter during: Called on another thread once steps are being committed.
  /// - Returns: The exit code.
  func lead(minWorkers: Int, during: (@Sendable (CoordinatorService) -> Void)? = nil) throws -> Int32 {
    var settings = settings
    settings.cluster.minWorkers = minWorkers
    let service = try CoordinatorService(settings, display: display, log: log)
    let watch = during.map { during in
      Background { [self] in
        while !said.contains("  step ") { usleep(5_000) }
        during(service)
      }
    }
    let code = try service.run()
    watch?.wait()
    return code
  }

  /// Ends a run that nobody joins.
  ///
  /// - Parameter look: Called on another thread just before.
  func leadAlone(stoppingAfter milliseconds: UInt32, _ look: @escaping @Sendable () -> Void = {}) throws -> Int32 {
    let service = try CoordinatorService(settings, display: display, log: log)
    let watch = Background {
      usleep(milliseconds * 1000)
      look()
      service.stop()
    }
    defer { watch.wait() }
    return try service.run()
  }

  func worker(_ name: String) throws -> RunningWorker {
    let options = WorkerService.Options(
      coordinator: endpoint, threads: 2, name: name, data: [],
      cache: DataCache.Place(directory: scratch.file("cache"), limit: 1 << 30), once: true)
    return RunningWorker(try WorkerService(options, log: log))
  }

  private static let runFile = """
    [run]
    name = "test"
    steps = 1
    [data]
    format = "generated"
    name = "xor"
    samples = 100
    validation_samples = 50
    [model]
    input = [2]
    layers = [{ type = "linear", outputs = 8, activation = "tanh" }, { type = "linear", outputs = 2 }]
    [loss]
    type = "cross_entropy"
    [optimizer]
    type = "adam"
    learning_rate = 0.01
    [batch]
    size = 32
    shards = 5
    [evaluation]
    every_epochs = 5
    [telemetry]
    log_every = 5
    """
}

/// A worker service on a thread of its own.
final class RunningWorker: Sendable {
  private let service: WorkerService
  private let thread: Background<Outcome?>

  init(_ service: WorkerService) {
    self.service = service
    thread = Background { try? service.run() }
  }

  func stop() { service.stop() }

  /// Waits for its end; nil when its sockets failed.
  func wait() -> Outcome? { thread.wait() }
}

/// Work on a thread of its own, whose result is waited for.
final class Background<Value: Sendable>: Sendable {
  private let result = Locked<Value?>(nil)
  private let done = DispatchSemaphore(value: 0)

  init(_ work: @escaping @Sendable () -> Value) {
    let thread = Thread { [self] in
      let value = work()
      result.withLock { $0 = value }
      done.signal()
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// May be asked again.
  func wait() -> Value {
    done.wait()
    defer { done.signal() }
    guard let value = result.withLock({ $0 }) else { preconditionFailure("a thread ended without a result") }
    return value
  }
}
