/// The fixed part in front of each body: who speaks, in which life, about which step.
///
/// Fields that a kind does not use are zero. What each number means and when it changes: `Kind`, and the table of
/// bytes in FrameHeader+Bytes.swift.
package struct FrameHeader: Equatable, Sendable {
  /// Bytes of an encoded header.
  package static let size = 128
  /// The protocol that this program speaks.
  package static let currentVersion: UInt16 = 1

  /// A number, not a `Kind`: a frame of unknown kind still has a header that is checked in the usual order.
  package var kindCode: UInt16
  package var version: UInt16
  package var bodyLength: UInt32
  package var bodyChecksum: UInt32

  package var run: RunID
  /// The coordinator's life: a durable counter and 64 random bits.
  package var term: UInt64
  package var life: UInt64
  /// The worker's life: 64 random bits.
  package var incarnation: UInt64
  /// One pair of a worker's sockets; sequence numbers start again with each.
  package var session: UInt64
  package var sequence: UInt64
  /// The members, numbered.
  package var view: UInt64
  package var step: UInt64
  /// How often the results of `step` were thrown away.
  package var attempt: UInt32

  /// The node of the canonical sum, for vector kinds.
  package var nodeLevel: UInt16
  package var nodeIndex: UInt32
  /// What there is to know about a vector before its numbers are touched.
  package var flags: Flags
  /// This chunk's number, and how many the vector has.
  package var chunk: UInt32
  package var chunks: UInt32

  package init(
    kind: Kind, run: RunID = .none, term: UInt64 = 0, life: UInt64 = 0, incarnation: UInt64 = 0, session: UInt64 = 0,
    sequence: UInt64 = 0, view: UInt64 = 0, step: UInt64 = 0, attempt: UInt32 = 0, nodeLevel: UInt16 = 0,
    nodeIndex: UInt32 = 0, chunk: UInt32 = 0, chunks: UInt32 = 0, flags: Flags = []
  ) {
    self.kindCode = kind.rawValue
    self.version = Self.currentVersion
    self.bodyLength = 0
    self.bodyChecksum = 0
    self.run = run
    self.term = term
    self.life = life
    self.incarnation = incarnation
    self.session = session
    self.sequence = sequence
    self.view = view
    self.step = step
    self.attempt = attempt
    self.nodeLevel = nodeLevel
    self.nodeIndex = nodeIndex
    self.flags = flags
    self.chunk = chunk
    self.chunks = chunks
  }

  /// Bits that a reader who does not know them passes over.
  package struct Flags: OptionSet, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
      self.rawValue = rawValue
    }

    /// The sender found a number in this node that is not finite: it goes into no sum.
    package static let notFinite = Flags(rawValue: 1)
    /// Whoever applies this average says the digest of its replica then.
    package static let compare = Flags(rawValue: 2)
  }

  /// What the frame carries; nil when this program does not know the number.
  package var kind: Kind? { Kind(rawValue: kindCode) }
}
