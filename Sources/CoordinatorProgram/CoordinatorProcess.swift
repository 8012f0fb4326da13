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
    let stops = Locked(0)
    var signals = [repeatedStop(SIGTERM, stops), repeatedStop(SIGINT, stops)]
    signals.append(source(SIGUSR1) { self.service.checkpoint() })
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

  /// The service group hears the first of SIGTERM and SIGINT alone; a person who sends another one wants the end at once.
  ///
  /// - Parameter stops: How many came, of either kind.
  private func repeatedStop(_ number: Int32, _ stops: Locked<Int>) -> any DispatchSourceSignal {
    source(number) {
      let isRepeated = stops.withLock { count in
        count += 1
        return count > 1
      }
      if isRepeated { self.endAtOnce() }
    }
  }

  /// Nobody hears of it who waits for a disk, or has not begun to lead; what is on the disk is whole whenever a process ends.
  private func endAtOnce() {
    service.stop()
    DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) { [service] in
      if !service.isWritingResult { _exit(Self.stoppedCode) }
    }
  }

  private static let patience = DispatchTimeInterval.seconds(1)
  /// As of a run that was stopped and not saved.
  private static let stoppedCode: Int32 = 75

  private func source(_ number: Int32, _ action: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
    let source = DispatchSource.makeSignalSource(signal: number)
    source.setEventHandler(handler: action)
    source.activate()
    return source
  }
}
