import Cluster
import Wire

/// A toy replica as it travels: its weights, and what its state says.
struct SimulatedReplica: Equatable {
  var weights = ToyModel.initial
  var step = 0
  /// The step of the last evaluation that it knows.
  var lastEvaluated = 0

  /// Floats that stand for the weights and the optimizer's state on the wire: seven chunks.
  static let floats = VectorChunks.floatsPerChunk * 6 + 11

  var digest: String { String(ToyModel.digest(weights + [Int64(step), Int64(lastEvaluated)]), radix: 16) }

  func state(_ reference: ToyReference) -> SnapshotState {
    let last = reference.evaluations[lastEvaluated].map { figures in
      EvaluatedStep(
        step: UInt64(lastEvaluated),
        figures: ReplicaFigures(samples: figures.samples, correct: figures.correct, lossSum: figures.lossSum))
    }
    return SnapshotState(
      floats: Self.floats, updates: step, epoch: ReplicaFigures(), lastEvaluation: last, digest: digest)
  }

  func frames(_ header: FrameHeader) -> [SimulatedFrame] {
    SimulatedVector.frames(weights, header: header, VectorChunks(floats: Self.floats))
  }
}

/// A snapshot that is being staged.
struct SimulatedSnapshot {
  let step: Int
  var state: SnapshotState
  private var chunks: [Int: ArraySlice<Int64>] = [:]

  init(step: Int, state: SnapshotState) {
    self.step = step
    self.state = state
  }

  var received: Int { chunks.count }

  mutating func add(_ header: FrameHeader, _ numbers: ArraySlice<Int64>) { chunks[Int(header.chunk)] = numbers }

  var replica: SimulatedReplica {
    let weights = (0..<chunks.count).flatMap { chunks[$0] ?? [] }
    return SimulatedReplica(
      weights: weights, step: step, lastEvaluated: state.lastEvaluation.map { Int($0.step) } ?? 0)
  }
}

/// A snapshot that is being sent, at most four chunks ahead of what the other side has.
struct SimulatedOutgoing {
  let frames: [SimulatedFrame]
  let peer: PeerID?
  private var sent = 0
  private static let window = 4

  init(_ frames: [SimulatedFrame], to peer: PeerID?) {
    self.frames = frames
    self.peer = peer
  }

  /// The frames that may leave now.
  mutating func take(received: Int) -> ArraySlice<SimulatedFrame> {
    let end = max(sent, min(frames.count, received + Self.window))
    defer { sent = end }
    return frames[sent..<end]
  }
}
