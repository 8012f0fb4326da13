import Wire

extension CoordinatorMachine {
  /// A worker that gets ready asks for data that it does not have.
  mutating func received(_ wanted: WantData, from index: Int) {
    let files = plan.welcome.dataFiles
    guard files.indices.contains(wanted.file), let bulk = members[index].bulkPeer, !members[index].isInside else {
      return
    }
    let file = files[wanted.file]
    let pieces = wanted.pieces.clamped(to: 0..<FilePieces(bytes: file.bytes).count).prefix(FilePieces.window)
    guard !pieces.isEmpty else { return }
    if pieces.lowerBound == 0 {
      report(.delivering(name: members[index].info.name, file: file.name, bytes: file.bytes))
    }
    emit(
      .sendData(file: wanted.file, pieces: pieces, to: Recipient(peer: bulk, header: header(.data, to: members[index])))
    )
  }
}
