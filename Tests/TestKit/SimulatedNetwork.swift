import Cluster
import Wire

/// What a network does to frames. One channel of one worker is a queue, as TCP gives it; channels and workers overtake each other.
package struct NetworkConditions: Sendable {
  package var delay: ClosedRange<Duration>
  /// How likely a frame is to vanish.
  package var loss: Double
  /// How likely a frame is to arrive a second time, later, and out of order.
  package var duplication: Double
  /// How likely the bytes behind the header are to be wrong.
  package var corruption: Double

  package init(
    delay: ClosedRange<Duration> = .microseconds(50)...(.microseconds(200)), loss: Double = 0, duplication: Double = 0,
    corruption: Double = 0
  ) {
    self.delay = delay
    self.loss = loss
    self.duplication = duplication
    self.corruption = corruption
  }
}

/// A frame on its way.
struct SimulatedFrame {
  enum Payload {
    case message(Message)
    /// A chunk's share of a toy vector.
    case numbers(ArraySlice<Int64>)
  }

  var header: FrameHeader
  var payload: Payload
  var isSpoiled = false

  /// A bit flips behind the header: whoever does not look at the checksum adds a wrong number.
  mutating func spoil() {
    isSpoiled = true
    guard case .numbers(var numbers) = payload, !numbers.isEmpty else { return }
    numbers[numbers.startIndex] ^= 1 << 13
    payload = .numbers(numbers)
  }
}

/// One of a worker's sockets at one time: the two ends of a queue in each direction.
struct SimulatedSocket: Hashable {
  var worker: Int
  /// Which process of that worker.
  var life: Int
  var session: UInt64
  var channel: Channel
}

extension SimulatedSocket {
  /// Bytes, not text: one is made for every frame.
  var routingID: [UInt8] {
    [UInt8(worker), UInt8(life & 0xFF), UInt8(life >> 8), channel == .control ? 0 : 1]
      + (0..<8).map { UInt8(truncatingIfNeeded: session >> (8 * $0)) }
  }

  /// Nil for a stranger's.
  init?(routingID bytes: [UInt8]) {
    guard bytes.count == 12 else { return nil }
    self.init(
      worker: Int(bytes[0]), life: Int(bytes[1]) | Int(bytes[2]) << 8,
      session: bytes[4...].reversed().reduce(0) { $0 << 8 | UInt64($1) }, channel: bytes[3] == 0 ? .control : .bulk)
  }
}

/// Decides when a frame arrives, and how often.
struct SimulatedNetwork {
  var conditions: NetworkConditions
  /// Workers that no frame reaches or leaves.
  var cut: Set<Int> = []
  /// Directions in which frames are lost.
  var cutToCoordinator: Set<Int> = []
  var cutToWorker: Set<Int> = []
  /// Sockets that carry nothing any more, until their worker opens new ones.
  var dead: Set<SimulatedSocket> = []
  private var lastArrival: [Direction: Duration] = [:]

  private struct Direction: Hashable {
    var socket: SimulatedSocket
    var toCoordinator: Bool
  }

  init(_ conditions: NetworkConditions) {
    self.conditions = conditions
  }

  mutating func heal() {
    (conditions.loss, conditions.corruption) = (0, 0)
    (cut, cutToWorker, cutToCoordinator) = ([], [], [])
  }

  /// When the frame arrives, once for each copy; nothing when it is lost.
  mutating func arrivals(
    on socket: SimulatedSocket, toCoordinator: Bool, at now: Duration, using random: inout SplitMix64
  ) -> [Duration] {
    guard !cut.contains(socket.worker), !dead.contains(socket),
      !(toCoordinator ? cutToCoordinator : cutToWorker).contains(socket.worker),
      !random.chance(conditions.loss)
    else { return [] }
    let direction = Direction(socket: socket, toCoordinator: toCoordinator)
    let inOrder = lastArrival[direction, default: .zero] + .nanoseconds(1)
    let arrival = max(now + random.duration(in: conditions.delay), inOrder)
    lastArrival[direction] = arrival
    guard random.chance(conditions.duplication) else { return [arrival] }
    return [arrival, arrival + random.duration(in: conditions.delay) * 10]
  }
}
