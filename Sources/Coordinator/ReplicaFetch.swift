import Cluster
import Training
import Wire
import ZeroMQ

/// The replica that a worker of the coordinator's life before holds, while it is fetched.
struct ReplicaFetch {
  let step: Int
  /// Whose it is.
  let incarnation: UInt64
  private var state: SnapshotState?
  private var staging: SnapshotStaging

  init(step: Int, incarnation: UInt64, floats: Int) {
    self.step = step
    self.incarnation = incarnation
    staging = SnapshotStaging(step: step, floats: floats)
  }

  func isOf(_ step: Int, _ incarnation: UInt64) -> Bool { (step, incarnation) == (self.step, self.incarnation) }

  func expects(_ header: FrameHeader) -> Bool {
    header.incarnation == incarnation && header.step == UInt64(step)
  }

  mutating func take(_ state: SnapshotState) { self.state = state }

  /// Takes a chunk whose checksum is right, and says how many are here.
  mutating func take(_ frame: Frame, _ header: FrameHeader) throws(FrameProblem) -> Int {
    try staging.take(frame, header)
    return staging.received
  }

  /// The replica and the digest that it came with, once both are whole; no digest where its figures cannot be.
  var fetched: (copy: ReplicaCopy, digest: String?)? {
    guard let state, staging.isComplete else { return nil }
    let copy = ReplicaCopy(state, step: step, numbers: staging.numbers)
    return (copy, state.complaint(step: step) == nil ? state.digest : nil)
  }
}
