import Wire

/// Decides what a worker does: joins, prepares, computes, applies, evaluates, comes back, leaves.
///
/// A value without clock, socket, file or float payload, as `CoordinatorMachine`.
package struct WorkerMachine: Sendable {
  package let identity: WorkerIdentity
  package private(set) var counters = FrameCounters()

  package init(identity: WorkerIdentity) {
    self.identity = identity
  }

  /// Looks at a header before the body is touched, and counts what is dropped. An admitted frame is a sign of life.
  package mutating func admit(_ header: FrameHeader, over channel: Channel, at now: Duration) -> Admission {
    .accept
  }

  package mutating func handle(_ event: WorkerEvent, at now: Duration) -> [WorkerDirective] {
    []
  }
}
