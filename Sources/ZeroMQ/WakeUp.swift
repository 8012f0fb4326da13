import CZeroMQ
import Glibc

/// Makes the socket thread's `Poller.wait` return, from any thread. Many signals before it looks are one.
package final class WakeUp: Sendable {
  let descriptor: Int32

  package init() throws(SocketError) {
    descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    guard descriptor >= 0 else { throw .system("eventfd", path: "wake-up") }
  }

  deinit { close(descriptor) }

  package func signal() {
    eventfd_write(descriptor, 1)
  }

  func clear() {
    var count: eventfd_t = 0
    eventfd_read(descriptor, &count)
  }
}
