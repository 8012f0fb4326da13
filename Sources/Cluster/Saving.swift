/// Which checkpoints are written, and which are wanted.
struct Saving: Equatable, Sendable {
  /// The one that is being agreed on, or written.
  var inFlight: Int?
  /// The newest that is durable; the one that the run resumed from at first.
  var saved: Int
  var savedAt: Duration = .zero
  /// Wanted as soon as the one in flight is done; the newest reason wins.
  var wanted: Checkpoint.Reason?
  /// Why the one in flight is written.
  var reason = Checkpoint.Reason.due
  /// The last one that could not be written.
  var failed: Int?
  /// One follows the commit at hand: members are told with it to say their digests.
  var isNext = false
  /// Digests of the one in flight.
  var agreement: Agreement?
  /// Since when the one that is wanted could be taken with the next commit.
  var freeSince: Duration = .zero
  /// So often the run went back, since replicas differed.
  var returns = 0

  init(saved: Int, returns: Int = 0) {
    self.saved = saved
    self.returns = returns
  }
}
