import Cluster
import Reduction
import Training
import Wire
import ZeroMQ

/// One of a worker's two DEALERs, with the frames that wait to leave and its counter of frames.
final class ClientPort {
  let channel: Channel
  let socket: Socket
  let monitor: Monitor
  private let outbox: Outbox
  private var sequence: UInt64 = 0

  /// Frames that may wait: the nodes of two steps of a large model.
  private static let waitingLimit = 16_384

  /// - Parameter id: The routing id, new for every socket.
  init(
    _ channel: Channel, to endpoint: Endpoint, id: RoutingID, context: Context, security: Security
  ) throws(SocketError) {
    self.channel = channel
    socket = try Socket(.dealer(id), context: context, security: security)
    outbox = Outbox(of: socket, limit: Self.waitingLimit)
    monitor = try Monitor(of: socket)
    try socket.connect(to: endpoint)
  }

  var isIdle: Bool { outbox.isEmpty }

  func send(_ message: Message, _ header: FrameHeader) throws(SocketError) {
    // Its texts and lists are bounded, so that all fit.
    guard let frame = try? Frame(message, numbered(header)) else { return }
    _ = try outbox.send(frame)
  }

  /// Queues a vector as chunks.
  func send(_ vector: FlatBuffer, _ header: FrameHeader) throws(SocketError) {
    let chunks = VectorChunks(floats: vector.count)
    for chunk in 0..<chunks.count { try send(chunk: chunk, of: chunks, vector, header) }
  }

  /// Queues one chunk of a vector.
  func send(chunk: Int, of chunks: VectorChunks, _ vector: FlatBuffer, _ header: FrameHeader) throws(SocketError) {
    _ = try outbox.send(Frame(chunk: chunk, of: chunks, vector, numbered(header)))
  }

  func flush() throws(SocketError) { _ = try outbox.flush() }

  private func numbered(_ header: FrameHeader) -> FrameHeader {
    sequence += 1
    var header = header
    header.sequence = sequence
    return header
  }
}
