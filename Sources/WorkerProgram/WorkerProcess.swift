import Cluster
import Dispatch
import Foundation
import Locks
import Logging
import ServiceLifecycle
import Worker

/// The worker as a service: its thread runs until the machine is done, a signal asks it to leave.
final class WorkerProcess: Service {
  private let service: WorkerService
  private let log: Logger
  private let code = Locked<Int32>(70)

  init(service: WorkerService, log: Logger) {
    self.service = service
    self.log = log
  }

  var exitCode: Int32 { code.withLock { $0 } }

  func run() async throws {
    let renewal = service.isReloadable ? renewal() : nil
    defer { renewal?.cancel() }
    await withGracefulShutdownHandler {
      await withCheckedContinuation { (ended: CheckedContinuation<Void, Never>) in
        let thread = Thread {
          self.work()
          ended.resume()
        }
        thread.name = "mgd.sockets"
        thread.start()
      }
    } onGracefulShutdown: {
      self.service.stop()
    }
  }

  private func renewal() -> any DispatchSourceSignal {
    let source = DispatchSource.makeSignalSource(signal: SIGHUP)
    source.setEventHandler { self.service.readKeysAgain() }
    source.activate()
    return source
  }

  /// What a worker that no service manager starts again needs besides.
  private func wayOn(after outcome: Outcome) -> String {
    switch outcome.ending {
    case .refused, .protocolMismatch, .failed: "; start this worker again when that is mended"
    case .done, .diverged, .coordinatorLost, .stopped, .tooFewWorkers, .replicasDiffer, .superseded, .left: ""
    }
  }

  private func work() {
    do {
      let outcome = try service.run()
      code.withLock { $0 = outcome.exitCode }
      log.log(level: outcome.exitCode == 0 ? .info : .error, "\(outcome.message)\(wayOn(after: outcome))")
    } catch {
      code.withLock { $0 = 69 }
      log.error("\(error)")
    }
  }
}
