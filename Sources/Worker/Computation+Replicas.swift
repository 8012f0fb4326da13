import Cluster
import Reduction
import Training
import Wire

extension Computation {
  /// The replica becomes the one that was sent, if that is the one its digest says.
  func apply(_ numbers: FlatBuffer, _ state: SnapshotState, step: Int) {
    cancel(throughStep: .max)
    enqueue { computation, session in
      let copy = ReplicaCopy(state, step: step, numbers: numbers)
      let digest = copy.digest
      guard digest == state.digest else {
        let reason = "the replica of step \(step) has digest \(digest.prefix(12)), expected \(state.digest.prefix(12))"
        return computation.inbox.post(.snapshotFailed(step: step, reason: reason))
      }
      session.replica.load(copy)
      computation.inbox.post(.snapshotApplied(step: step))
    }
  }

  func digestReplica(step: Int) {
    enqueue { computation, session in
      let copy = session.replica.copy()
      guard copy.position.step == step else { return }
      computation.inbox.post(.digested(step: step, digest: copy.digest))
    }
  }

  func take(_ evaluation: StepFigures) {
    enqueue { _, session in session.replica.take(evaluation) }
  }
}
