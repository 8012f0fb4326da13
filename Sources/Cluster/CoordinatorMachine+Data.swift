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
    if members[index].dataSent.insert(wanted.file).inserted {
      report(.delivering(name: members[index].info.name, file: file.name, bytes: file.bytes))
    }
    emit(
      .sendData(file: wanted.file, pieces: pieces, to: Recipient(peer: bulk, header: header(.data, to: members[index])))
    )
  }

  /// A file that cannot be read now may be readable later: whoever asked for it comes again.
  mutating func dataNotRead(_ file: Int, reason: String, by incarnation: UInt64, at now: Duration) {
    let files = plan.welcome.dataFiles
    guard files.indices.contains(file), let index = index(of: incarnation), !members[index].isInside else { return }
    let refusal = Refusal.unreadable(files[file].name, reason)
    let info = members[index].info
    send(.refused(refusal), to: members[index])
    letGo(index)
    if isNews(refusal, name: info.name, at: now) {
      report(.refused(name: info.name, address: info.address, message: refusal.message))
    }
  }
}
