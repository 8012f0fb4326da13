import Cluster
import Reduction
import Training
import Wire
import ZeroMQ

/// Whole replicas on their way: one that this worker is sent, or its own that a coordinator asked for. Belongs to the socket thread.
struct ReplicaTransfer {
  private var incoming: SnapshotStaging?
  private var outgoing: SnapshotSending?

  /// A snapshot of this step comes; the event says why it cannot be of this run.
  mutating func expect(_ step: Int, _ state: SnapshotState, _ session: Session?) -> WorkerEvent? {
    guard let floats = session?.replica.copiedFloats else { return nil }
    guard state.floats == floats else {
      return .snapshotFailed(
        step: step, reason: "a replica of \(state.floats) numbers was announced, expected \(floats)")
    }
    if incoming?.step != step { incoming = SnapshotStaging(step: step, floats: floats) }
    return nil
  }

  /// Takes a chunk whose checksum is right.
  mutating func stage(_ frame: Frame, _ header: FrameHeader) throws(FrameProblem) -> WorkerEvent? {
    guard var staging = incoming, UInt64(staging.step) == header.step else { return nil }
    incoming = nil
    defer { incoming = staging }
    try staging.take(frame, header)
    return .snapshotChunkStaged(header, received: staging.received)
  }

  /// The numbers of the snapshot, once they are all here.
  mutating func takeStaged(_ step: Int) -> FlatBuffer? {
    guard let staging = incoming, staging.step == step, staging.isComplete else { return nil }
    incoming = nil
    return staging.numbers
  }

  /// Copies the own replica to send it; gives what is said before its chunks. Nil when it is not of that step any more.
  mutating func begin(_ step: Int, _ header: FrameHeader, _ session: Session?) -> (Message, FrameHeader)? {
    guard let copy = session?.replica.copy(), copy.position.step == step else { return nil }
    outgoing = SnapshotSending(copy, header: header)
    return (.snapshotState(copy.state(digest: copy.digest)), header)
  }

  mutating func acknowledge(_ received: Int) {
    outgoing?.acknowledge(received)
    if outgoing?.isComplete == true { outgoing = nil }
  }

  /// The chunks to queue now.
  mutating func due() -> [(chunk: Int, sending: SnapshotSending)] {
    guard var sending = outgoing else { return [] }
    let chunks = sending.due()
    outgoing = sending
    return chunks.map { ($0, sending) }
  }
}
