/// Which checkpoints are written, and which are wanted.
struct Saving: Equatable, Sendable {
  /// The one that is being written.
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
}
