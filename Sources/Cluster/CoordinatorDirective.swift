import Wire

/// What a coordinator's shell has to do. Directives are carried out in the order in which they are given.
///
/// Headers are complete but for what the shell alone knows: `sequence` (one counter for each peer, from 1, counted when the frame is queued), and for chunks
/// `node`, `chunk` and `chunks`; the codec fills in body length and checksums. A peer's frames leave in the order in which they were queued, heartbeats
/// on the bulk channel too: they tell the worker that everything before them was sent. What cannot be sent at once waits in a queue of the peer; a peer that is
/// unreachable loses its queue (and gives the event `peerUnreachable`).
package enum CoordinatorDirective: Equatable, Sendable {
  /// Queue a control message for one peer.
  case send(Message, FrameHeader, to: PeerID)
  /// Every node of the step is staged: finish the tree, check that the root is finite, and answer with `reduced`. Nothing is sent or applied yet. This may
  /// be done off the socket thread, after the `commit` of the step before.
  case reduce(step: Int, attempt: Int)
  /// The step is committed. Queue its average (the root divided by `samples`) for each recipient, as chunks on its bulk channel, keep it for `CoordinatorPlan.averageWindow` steps,
  /// apply it to the coordinator's replica, and answer with `applied`. Queue before the next event is handled; apply off the socket thread.
  case commit(Commit)
  /// Queue the kept average of a committed step once more.
  case repeatAverage(step: Int, to: PeerID)
  /// Throw away what is staged or added for this try of a step, and every unfinished staging buffer of it. An
  /// answer to its `reduce` may still come, and is ignored.
  case discard(step: Int, attempt: Int)
  /// Throw away the unfinished staging buffers of a process that is a member no longer.
  case forget(incarnation: UInt64)
  /// Something that a person, a log or the telemetry wants to know.
  case report(CoordinatorReport)
  /// The end: let the sockets linger for the last messages, write what is to be written, leave with the outcome's exit code. Given once, last.
  case finish(Outcome)
}

/// A step that has become final.
package struct Commit: Equatable, Sendable {
  package var step: Int
  package var attempt: Int
  /// The divisor: how many samples the step's sum covers.
  package var samples: Int
  /// Of the average's chunks: addressed to nobody in particular, so that one frame serves all.
  package var header: FrameHeader
  /// Where it goes: the bulk channels of the members that do not hold the root themselves.
  package var recipients: [PeerID]

  package init(step: Int, attempt: Int, samples: Int, header: FrameHeader, recipients: [PeerID]) {
    self.step = step
    self.attempt = attempt
    self.samples = samples
    self.header = header
    self.recipients = recipients
  }
}
