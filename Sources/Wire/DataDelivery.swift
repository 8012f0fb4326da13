// A worker that does not have the run's data asks the coordinator for them, piece by piece.

/// Asks for pieces of one of the welcome's data files: as many as fit are sent, in order.
package struct WantData: Body {
  /// The file's place in the welcome.
  package var file: Int
  package var pieces: Range<Int>

  package init(file: Int, pieces: Range<Int>) {
    self.file = file
    self.pieces = pieces
  }

  package func check() throws(BodyProblem) {
    try inRange("file", file, 0...1_000)
    try inRange("pieces", pieces.upperBound, 0...(1 << 40))
    try inRange("pieces", pieces.lowerBound, 0...(1 << 40))
  }
}

/// Where a file is cut for the wire: pieces of 256 KiB, the last one shorter. In a frame of kind `data` the header's node index is the
/// file's place in the welcome, its chunk the piece.
package struct FilePieces: Equatable, Sendable {
  package static let bytesPerPiece = VectorChunks.bytesPerChunk
  /// Pieces that are under way to one worker at most: 4 MiB.
  package static let window = 16

  package let bytes: Int

  package init(bytes: Int) {
    self.bytes = bytes
  }

  package var count: Int { bytes / Self.bytesPerPiece + (bytes.isMultiple(of: Self.bytesPerPiece) ? 0 : 1) }

  /// The bytes of a piece; nil when there is no such one.
  package func range(of piece: Int) -> Range<Int>? {
    guard (0..<count).contains(piece) else { return nil }
    let start = piece * Self.bytesPerPiece
    return start..<min(start + Self.bytesPerPiece, bytes)
  }
}
