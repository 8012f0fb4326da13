/// Keeps the frames that a socket could not take yet, in order for each peer, up to a limit. Belongs to the
/// socket's thread.
package final class Outbox {
  package enum Outcome: Equatable, Sendable {
    case sent
    /// Kept; `flush` tries again.
    case queued
    /// The peer is gone; the frame is dropped, and so is what waited for it.
    case unreachable
    /// The limit is reached; the frame is dropped: the peer does not read.
    case overflow
  }

  private struct Queue {
    var frames: [Frame] = []
    var next = 0
    var count: Int { frames.count - next }
  }

  private let socket: Socket
  private let limit: Int
  private var queues: [RoutingID: Queue] = [:]

  /// `limit` counts the frames of one peer.
  package init(of socket: Socket, limit: Int) {
    self.socket = socket
    self.limit = limit
  }

  package var isEmpty: Bool { queues.isEmpty }

  /// How many frames wait for a peer; nil is the one of a DEALER.
  package func waiting(for peer: RoutingID?) -> Int { queues[Self.key(peer)]?.count ?? 0 }

  /// Sends now if nothing waits for that peer and libzmq takes it, else keeps the frame.
  package func send(_ frame: Frame, to peer: RoutingID? = nil) throws(SocketError) -> Outcome {
    let key = Self.key(peer)
    if let waiting = queues[key]?.count {
      guard waiting < limit else { return .overflow }
      queues[key]?.frames.append(frame)
      return .queued
    }
    switch try sendNow(frame, to: key) {
    case .sent: return .sent
    case .unreachable: return .unreachable
    case .full:
      guard limit > 0 else { return .overflow }
      queues[key] = Queue(frames: [frame])
      socket.wantsToSend = true
      return .queued
    }
  }

  /// Sends what libzmq takes now. Gives the peers that turned out to be gone; what waited for them is dropped.
  package func flush() throws(SocketError) -> [RoutingID] {
    guard !queues.isEmpty else { return [] }
    var gone: [RoutingID] = []
    for peer in Array(queues.keys) where try flush(peer) == .unreachable { gone.append(peer) }
    socket.wantsToSend = !queues.isEmpty
    return gone
  }

  private func flush(_ peer: RoutingID) throws(SocketError) -> Socket.Sending {
    guard var queue = queues.removeValue(forKey: peer) else { return .sent }
    while queue.count > 0 {
      let sending = try sendNow(queue.frames[queue.next], to: peer)
      if sending == .unreachable { return sending }
      guard sending == .sent else {
        queue.frames.removeFirst(queue.next)
        queue.next = 0
        queues[peer] = queue
        return sending
      }
      queue.next += 1
    }
    return .sent
  }

  /// Forgets what waits for a peer.
  package func discard(for peer: RoutingID?) {
    queues[Self.key(peer)] = nil
    socket.wantsToSend = !queues.isEmpty
  }

  private func sendNow(_ frame: Frame, to peer: RoutingID) throws(SocketError) -> Socket.Sending {
    socket.role == .router ? try socket.send(frame, to: peer) : try socket.send(frame)
  }

  private static func key(_ peer: RoutingID?) -> RoutingID { peer ?? RoutingID([]) }
}
