import Coordinator
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
}
