import Foundation
import Wire

/// Which lives a run has had: the file `lineage` of a run directory, durable before anybody hears of it.
///
/// Its first line is JSON, its second the SHA-256 of the first: a term that was read wrong could go backwards.
package struct Lineage: Codable, Equatable, Sendable {
  package var run: RunID
  /// Counts the coordinator's lives, from 1; never goes backwards.
  package var term: UInt64
  /// 64 random bits of this life.
  package var life: UInt64
  /// Replicas that workers hold from earlier terms are no part of the run: it went back to a checkpoint since.
  package var holdingsSince: UInt64?
  /// Whether a checkpoint was ever durable: then a directory without any has lost them.
  package var hasCheckpoint: Bool?
  /// The run with whose checkpoint this one began.
  package var forkedFrom: RunID?
  /// Of the last view: the workers that a coordinator waits for after its start.
  package var members: [Member]

  package struct Member: Codable, Equatable, Sendable {
    package var name: String
    package var incarnation: UInt64
    /// Of a local worker, which is not waited for when this process is gone.
    package var process: Int32?

    package init(name: String, incarnation: UInt64, process: Int32? = nil) {
      self.name = name
      self.incarnation = incarnation
      self.process = process
    }
  }

  package init(run: RunID, term: UInt64 = 1, life: UInt64, members: [Member] = []) {
    self.run = run
    self.term = term
    self.life = life
    self.members = members
  }

  /// The next life of the run, with the members that may still be there; not durable before it is written.
  ///
  /// - Parameter above: A higher term that was heard of.
  package func nextTerm(life: UInt64, above heard: UInt64 = 0) throws -> Lineage {
    let (next, overflow) = max(term, heard).addingReportingOverflow(1)
    guard !overflow else {
      throw CheckpointError.unfit(
        file: Self.fileName, expected: "a term below \(UInt64.max)", found: "\(max(term, heard))", hint: nil)
    }
    var lineage = self
    (lineage.term, lineage.life) = (next, life)
    return lineage
  }
}
