/// Shards of the step or evaluation at hand that somebody computes now.
struct Assignment: Equatable, Sendable {
  var incarnation: UInt64
  let shards: Range<Int>
  var began: Duration
  /// When they are late; nil while nobody knows how fast the member is.
  var due: Duration?
  /// By the deal, not by an assist.
  let isStanding: Bool
  /// Its member has sent something of this work, be it of use or not.
  var isDelivered = false
  /// All its shards are here, whoever sent them.
  var isDone = false
  /// Others were asked for the same shards.
  var hasHelp = false
  var askedAt: Duration

  init(_ incarnation: UInt64, _ shards: Range<Int>, at now: Duration, due: Duration?, isStanding: Bool) {
    self.incarnation = incarnation
    self.shards = shards
    self.began = now
    self.due = due
    self.isStanding = isStanding
    self.askedAt = now
  }

  mutating func move(by gap: Duration) {
    began += gap
    askedAt += gap
    due = due.map { $0 + gap }
  }
}
