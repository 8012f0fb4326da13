import CZeroMQ
import Glibc

/// Waits for the sockets of one thread and for its wake-up.
package final class Poller {
  private var sockets: [Socket] = []
  private var items: [zmq_pollitem_t]
  private let wakeUp: WakeUp

  /// How soon a ROUTER that is over one peer's high-water mark tries again. libzmq calls a ROUTER writable as soon
  /// as any peer is, so waiting for that would spin.
  static let retry: Duration = .milliseconds(1)

  package init(wakeUp: WakeUp) {
    self.wakeUp = wakeUp
    items = [zmq_pollitem_t(socket: nil, fd: wakeUp.descriptor, events: Int16(ZMQ_POLLIN), revents: 0)]
  }

  package func add(_ socket: Socket) {
    precondition(!sockets.contains { $0 === socket }, "the socket is there already")
    sockets.append(socket)
    items.append(zmq_pollitem_t(socket: socket.raw, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0))
  }

  package func add(_ monitor: Monitor) { add(monitor.socket) }

  /// To be called before the socket is closed.
  package func remove(_ socket: Socket) {
    guard let index = sockets.firstIndex(where: { $0 === socket }) else { return }
    sockets.remove(at: index)
    items.remove(at: index + 1)
  }

  package func remove(_ monitor: Monitor) { remove(monitor.socket) }

  /// Returns when a socket has something to receive, when one that `wantsToSend` may send, when the wake-up was
  /// signalled, or after `timeout`. Ready sockets are the ones `canReceive` names; the wake-up is cleared.
  package func wait(timeout: Duration) throws(SocketError) {
    var timeout = max(timeout, .zero)
    for (index, socket) in sockets.enumerated() {
      let waitsForRoom = socket.wantsToSend && socket.role != .router
      items[index + 1].events = Int16(ZMQ_POLLIN | (waitsForRoom ? ZMQ_POLLOUT : 0))
      if socket.wantsToSend, socket.role == .router { timeout = min(timeout, Self.retry) }
    }
    // Rounded up: a wait of 0.4 ms as 0 would spin until the time has come.
    let milliseconds = Int((min(timeout, .seconds(3600)) / .milliseconds(1)).rounded(.up))
    if zmq_poll(&items, Int32(items.count), milliseconds) < 0 {
      guard zmq_errno() == EINTR else { throw .last("zmq_poll") }
      for index in items.indices { items[index].revents = 0 }
    }
    if items[0].revents != 0 { wakeUp.clear() }
  }

  package func canReceive(_ monitor: Monitor) -> Bool { canReceive(monitor.socket) }

  /// Whether the last wait found something to receive.
  package func canReceive(_ socket: Socket) -> Bool {
    guard let index = sockets.firstIndex(where: { $0 === socket }) else { return false }
    return Int32(items[index + 1].revents) & ZMQ_POLLIN != 0
  }
}
