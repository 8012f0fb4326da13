import Coordinator
import Dispatch
import Foundation
import Locks
import ServiceLifecycle

/// The coordinator as a service: its thread runs until the run is over, a signal asks for the end.
final class CoordinatorProcess: Service {
  private let service: CoordinatorService
  private let ending = Locked<Result<Int32, any Error>>(.success(70))

  init(service: CoordinatorService) {
    self.service = service
  }

  /// The exit code, or why the run could not be led.
  var result: Result<Int32, any Error> { ending.withLock { $0 } }

  func run() async throws {
    var signals = [repeatedStop(SIGTERM), repeatedStop(SIGINT), source(SIGUSR1) { self.service.checkpoint() }]
    if service.isReloadable { signals.append(source(SIGHUP) { self.service.readKeysAgain() }) }
    defer { for signal in signals { signal.cancel() } }
    await withGracefulShutdownHandler {
      await withCheckedContinuation { (ended: CheckedContinuation<Void, Never>) in
        let thread = Thread {
          let result = Result { try self.service.run() }
          self.ending.withLock { $0 = result }
          ended.resume()
        }
        thread.name = "mgd.sockets"
        thread.stackSize = 8 << 20
        thread.start()
      }
    } onGracefulShutdown: {
      self.service.stop()
    }
  }

  /// The service group hears a signal once; a person who sends it again wants the end at once.
  private func repeatedStop(_ number: Int32) -> any DispatchSourceSignal {
    let count = Locked(0)
    return source(number) {
      let isRepeated = count.withLock { count in
        count += 1
        return count > 1
      }
      if isRepeated { self.service.stop() }
    }
  }

  private func source(_ number: Int32, _ action: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
    let source = DispatchSource.makeSignalSource(signal: number)
    source.setEventHandler(handler: action)
    source.activate()
    return source
  }
}
