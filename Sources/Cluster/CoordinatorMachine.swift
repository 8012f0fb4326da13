import Wire

/// Decides everything about a run: who belongs to it, who computes what, what is committed, when it ends.
///
/// A value without clock, socket, file or float payload: events in, directives out, the same for the same events. `now` is the time since the process
/// started, and never goes backwards.
package struct CoordinatorMachine: Sendable {
  package let plan: CoordinatorPlan
  package private(set) var counters = FrameCounters()

  package init(plan: CoordinatorPlan) {
    self.plan = plan
  }

  /// Looks at a header before the body is touched, and counts what is dropped. An admitted frame is a sign of life.
  package mutating func admit(_ header: FrameHeader, from peer: PeerID, at now: Duration) -> Admission {
    .accept
  }

  package mutating func handle(_ event: CoordinatorEvent, at now: Duration) -> [CoordinatorDirective] {
    []
  }
}
