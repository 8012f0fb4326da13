import Cluster
import Wire

/// The data files of a simulated worker, by their places in the welcome: how many pieces are here.
struct SimulatedFiles {
  var pieces: [Int: Int] = [:]

  /// What is not whole.
  func missing(of files: [WireDataFile]) -> [MissingData] {
    files.indices.compactMap { index in
      let here = pieces[index, default: 0]
      return here < FilePieces(bytes: files[index].bytes).count ? MissingData(file: index, pieces: here) : nil
    }
  }
}

extension SimulatedCluster {
  func sendData(_ file: Int, _ pieces: Range<Int>, to recipient: Recipient) {
    guard now >= settings.dataReadableFrom else { return failToRead(file, for: recipient) }
    let size = FilePieces(bytes: settings.dataFiles[file].bytes)
    for piece in pieces {
      guard let range = size.range(of: piece) else { return problems.append("piece \(piece) of file \(file) is sent") }
      var header = recipient.header
      (header.nodeIndex, header.chunk, header.bodyLength) = (UInt32(file), UInt32(piece), UInt32(range.count))
      send(.numbers([]), header, to: recipient.peer)
    }
  }

  private func failToRead(_ file: Int, for recipient: Recipient) {
    let coordinator = coordinator
    after(.milliseconds(1)) {
      guard self.coordinator === coordinator else { return }
      self.give(.dataNotRead(file: file, reason: "Permission denied", by: recipient.header.incarnation))
    }
  }

  func keepPiece(_ header: FrameHeader, at worker: SimulatedWorker) {
    let file = Int(header.nodeIndex)
    if Int(header.chunk) != worker.files.pieces[file, default: 0] {
      problems.append("\(worker.settings.name): piece \(header.chunk) of file \(file) out of order")
    }
    worker.files.pieces[file, default: 0] += 1
    give(.dataStaged(header), to: worker)
  }

  /// Nobody gets ready with a part of the data.
  func checkFiles(of worker: SimulatedWorker) {
    guard !worker.files.missing(of: settings.dataFiles).isEmpty else { return }
    problems.append("\(worker.settings.name): gets ready without all of its data")
  }
}
