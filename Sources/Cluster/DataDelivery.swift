import Wire

/// Data files on their way to a worker: one after the other, pieces in order, a few asked for ahead. What is lost is asked for again from there on.
struct DataDelivery: Equatable, Sendable {
  /// A file that is not here yet, or not whole.
  struct Lack: Equatable, Sendable {
    /// Its place in the welcome.
    let file: Int
    let name: String
    let pieces: FilePieces
    /// Pieces that are here.
    var received: Int
  }

  /// The one at the front is being asked for.
  private(set) var lacks: [Lack]
  private var asked: Int
  /// Whether something came since the last look, expected or not, and how many looks ago.
  private var moves = true
  private var quietLooks = 0

  /// After so many looks without a piece the rest is asked for again: a slow link takes longer than one for a piece.
  private static let patience = 3

  /// Nil when nothing is missing.
  init?(_ missing: [MissingData], of files: [WireDataFile]) {
    lacks = missing.compactMap { missing in
      guard files.indices.contains(missing.file) else { return nil }
      let file = files[missing.file]
      let pieces = FilePieces(bytes: file.bytes)
      guard missing.pieces < pieces.count else { return nil }
      return Lack(file: missing.file, name: file.name, pieces: pieces, received: missing.pieces)
    }
    guard let first = lacks.first else { return nil }
    asked = first.received
  }

  var isComplete: Bool { lacks.isEmpty }

  /// Whether a frame is the piece that comes next.
  func expects(_ header: FrameHeader) -> Bool {
    guard let lack = lacks.first, header.nodeIndex == UInt32(lack.file), Int(header.chunk) == lack.received else {
      return false
    }
    return lack.pieces.range(of: lack.received)?.count == Int(header.bodyLength)
  }

  /// The expected piece is here, and kept.
  mutating func take() {
    noteArrival()
    lacks[0].received += 1
    while let lack = lacks.first, lack.received >= lack.pieces.count {
      lacks.removeFirst()
      asked = lacks.first?.received ?? 0
    }
  }

  /// What to ask for now; nil when enough is under way. Half a window at once, so that questions are few.
  mutating func next() -> WantData? {
    guard let lack = lacks.first else { return nil }
    let end = min(lack.pieces.count, lack.received + FilePieces.window)
    guard asked < end, end - asked >= FilePieces.window / 2 || end == lack.pieces.count else { return nil }
    defer { asked = end }
    return WantData(file: lack.file, pieces: asked..<end)
  }

  /// What was asked for may be lost.
  mutating func askAgain() { asked = lacks.first?.received ?? 0 }

  /// A piece came, be it the expected one or one that was asked for twice.
  mutating func noteArrival() { moves = true }

  /// To be asked once a heartbeat: whether nothing has come for some of them.
  mutating func stands() -> Bool {
    quietLooks = moves ? 0 : quietLooks + 1
    moves = false
    guard quietLooks >= Self.patience else { return false }
    quietLooks = 0
    return true
  }
}

/// A data file that a worker does not have.
package struct MissingData: Equatable, Sendable {
  /// Its place in the welcome.
  package var file: Int
  /// Pieces that are here from an earlier try.
  package var pieces: Int
  /// What lies in its place on this host, and why it is not the run's; nil when nothing does.
  package var instead: String?

  package init(file: Int, pieces: Int = 0) {
    self.file = file
    self.pieces = pieces
  }
}
