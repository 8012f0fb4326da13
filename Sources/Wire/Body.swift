/// The JSON body of a control message. Unknown keys are ignored, so that a newer program can add some.
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
}

/// What a body's own check found.
package struct BodyProblem: Error, Equatable {
  package let detail: String

  /// No run has more shards, and no shard more samples.
  static let mostShards = Int(UInt32.max)
}
