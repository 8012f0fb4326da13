import Reduction

/// The audit of a step at hand: a node that came in is computed again by another worker before the commit.
struct RunningAudit: Equatable, Sendable {
  /// A node as one worker's numbers have it. `digest` is equal for equal bits.
  struct Copy: Equatable, Sendable {
    let node: TreeNode
    let incarnation: UInt64
    let digest: UInt64
  }

  /// Somebody who computes the subject again.
  struct Auditor: Equatable, Sendable {
    let incarnation: UInt64
    /// When the answer is late; nil while nobody knows how fast the member is.
    var due: Duration?
    var askedAt: Duration
    var answer: UInt64?
  }

  enum Verdict: Equatable {
    /// An answer is missing.
    case open
    /// Two workers have the same numbers as the sum; these have others.
    case passed(wrong: [UInt64])
    /// Two others agree on other numbers.
    case refuted
    /// Nobody agrees with anybody; somebody else has to be asked.
    case disputed
  }

  /// Whose node is looked at, if it sends one: each member in its turn.
  let preferred: UInt64
  /// What came in, oldest first.
  var received: [Copy] = []
  /// The node that is computed again.
  var subject: Copy?
  var auditors: [Auditor] = []
  /// The commit need not wait any longer.
  var isOver = false

  init(preferring incarnation: UInt64) { preferred = incarnation }

  /// Whoever was asked and has not answered.
  var outstanding: [UInt64] { auditors.filter { $0.answer == nil }.map(\.incarnation) }

  var verdict: Verdict {
    guard let subject else { return .open }
    let answers = auditors.compactMap { auditor in
      auditor.answer.map { (incarnation: auditor.incarnation, digest: $0) }
    }
    if answers.contains(where: { $0.digest == subject.digest && $0.incarnation != subject.incarnation })
      || answers.map(\.digest) == [subject.digest]
    {
      return .passed(wrong: answers.filter { $0.digest != subject.digest }.map(\.incarnation))
    }
    if Set(answers.map(\.digest)).count < answers.count { return .refuted }
    return answers.isEmpty || !outstanding.isEmpty ? .open : .disputed
  }
}
