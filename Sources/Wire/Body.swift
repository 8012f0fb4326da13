/// The JSON body of a control message, or a part of one. Unknown keys are ignored, so that a newer program can add some.
package protocol Body: Codable, Equatable, Sendable {
  /// Throws when a number that decoded well is out of any sensible range, so that no later sum can overflow.
  func check() throws(BodyProblem)
}

extension Body {
  package func check() throws(BodyProblem) {}

  func inRange(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(BodyProblem) {
    guard range.contains(value) else {
      throw BodyProblem(detail: "\(name): expected \(range.lowerBound) to \(range.upperBound), got \(value)")
    }
  }

  func inRange(_ name: String, _ value: Double, _ range: ClosedRange<Double>) throws(BodyProblem) {
    // Not what it was: a number may be long, and a NaN says nothing.
    guard range.contains(value) else {
      throw BodyProblem(detail: "\(name): expected \(range.lowerBound) to \(range.upperBound)")
    }
  }
}

/// What a body's own check found.
package struct BodyProblem: Error, Equatable {
  package let detail: String

  /// No run has more shards, and no shard more samples.
  static let mostShards = Int(UInt32.max)
  /// No run takes more steps, and none lasts longer in seconds: sums of a few of them do not overflow.
  static let mostSteps = 1 << 50
  static let mostMembers = 1_000_000
}
