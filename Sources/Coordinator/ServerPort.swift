import Cluster
import Glibc
import Training
import Wire
import ZeroMQ

/// A ROUTER that listens, with the frames that wait to leave and a counter of frames for each peer.
final class ServerPort {
  let socket: Socket
  let monitor: Monitor
  /// Where it listens, with the port that the system chose.
  let endpoint: Endpoint
  /// Who may come; nil where everybody may.
  let gatekeeper: Gatekeeper?
  private let number: Int
  /// Connections that were turned away and are still to end.
  private var endsAwaited = 0
  private let outbox: Outbox
  private var numbers = FrameNumbers(limit: peerLimit)

  /// Frames that may wait for one peer: a few averages of a large model, and its control messages.
  private static let waitingLimit = 4096
  /// Peers whose counters are kept.
  private static let peerLimit = 65_536

  /// So that ends that were never told hide few others.
  private static let mostEndsAwaited = 4

  /// - Parameter number: Its place among the coordinator's ports, as `PeerID.router` says.
  init(
    listeningAt endpoint: Endpoint, number: Int, context: Context, gatekeeper: Gatekeeper? = nil
  ) throws(SocketError) {
    self.number = number
    self.gatekeeper = gatekeeper
    socket = try Socket(
      .router, context: context, security: gatekeeper.map { .server($0.keys) } ?? .none)
    monitor = try Monitor(of: socket)
    self.endpoint = try socket.bind(to: endpoint)
    outbox = Outbox(of: socket, limit: Self.waitingLimit)
  }

  var isIdle: Bool { outbox.isEmpty }

  /// Takes no new connection over ipc any more, so that `mgd status` finds nobody rather than silence.
  ///
  /// Over tcp it goes on listening until the process ends: libzmq 4.3.4 can abort (zmtp_engine.cpp:446) when it
  /// gives up a listener while a stranger is in the middle of a handshake.
  func stopListening() {
    if case .ipc = endpoint { socket.stopListening() }
  }

  /// Takes the name of an ipc socket away: libzmq's own threads would do it later than the process ends.
  func removePath() {
    if case .ipc(let path) = endpoint { unlink(path) }
  }

  /// The next message and who sent it, or nil when there is none now.
  func receive() throws(SocketError) -> (PeerID, Socket.Arrival)? {
    guard let arrival = try socket.receive() else { return nil }
    let address = arrival.frame.peerAddress ?? endpoint.description
    let peer = PeerID(
      routingID: arrival.peer?.bytes ?? [], router: number, address: address,
      standing: standing(of: arrival.frame))
    return (peer, arrival)
  }

  private func standing(of frame: Frame) -> Standing {
    if let gatekeeper { return gatekeeper.standing(of: frame) }
    if case .ipc = endpoint { return .owner }
    return .unasked
  }

  /// Reads what libzmq tells of connections; gives how many failed before they were any.
  ///
  /// None over ipc: no stranger comes there, and `mgd status` looks first whether anybody listens.
  func failedHandshakes() throws(SocketError) -> Int {
    var count = 0
    while let event = try monitor.next() {
      guard case .handshakeFailed(_, let failure) = event else { continue }
      if failure == .turnedAway {
        // It is told by its key; then it ends the connection, which libzmq tells as one more failure.
        endsAwaited = min(endsAwaited + 1, Self.mostEndsAwaited)
      } else if failure == .ended, endsAwaited > 0 {
        endsAwaited -= 1
      } else {
        count += 1
      }
    }
    if case .ipc = endpoint { return 0 }
    return count
  }

  /// Queues a control message; gives the problem of one that fits no frame, and is not sent.
  func send(
    _ message: Message, _ header: FrameHeader, to peer: PeerID, unreachable: (PeerID) -> Void
  ) throws(SocketError) -> FrameProblem? {
    let frame: Frame
    do throws(FrameProblem) {
      frame = try Frame(message, numbered(header, for: RoutingID(peer.routingID)))
    } catch {
      return error
    }
    try send(frame, to: peer, unreachable: unreachable)
    return nil
  }

  /// Queues one chunk of a replica.
  func send(
    chunk: Int, of sending: SnapshotSending, to peer: PeerID, unreachable: (PeerID) -> Void
  ) throws(SocketError) {
    let header = numbered(sending.header, for: RoutingID(peer.routingID))
    try send(
      Frame(chunk: chunk, of: sending.chunks, sending.copy.numbers, header), to: peer, unreachable: unreachable)
  }

  /// Queues a piece of a file, unless so much waits for the peer that it may be asked for again.
  func send(piece frame: Frame, _ header: FrameHeader, to peer: PeerID, unreachable: (PeerID) -> Void)
    throws(SocketError)
  {
    let routing = RoutingID(peer.routingID)
    guard outbox.waiting(for: routing) < 4 * FilePieces.window else { return }
    FrameCodec.seal(frame.mutableBytes, header: numbered(header, for: routing))
    try send(frame, to: peer, unreachable: unreachable)
  }

  /// Sends what libzmq takes now; gives the peers that are gone.
  func flush() throws(SocketError) -> [PeerID] {
    try outbox.flush().map { PeerID(routingID: $0.bytes, router: number, address: endpoint.description) }
  }

  /// Queues a frame that is complete.
  func send(_ frame: Frame, to peer: PeerID, unreachable: (PeerID) -> Void) throws(SocketError) {
    // It keeps its number: when the connection comes back the peer is the same, and drops what it takes for repeated.
    if try outbox.send(frame, to: RoutingID(peer.routingID)) == .unreachable { unreachable(peer) }
  }

  private func numbered(_ header: FrameHeader, for peer: RoutingID) -> FrameHeader {
    var header = header
    header.sequence = numbers.next(for: peer)
    return header
  }
}
