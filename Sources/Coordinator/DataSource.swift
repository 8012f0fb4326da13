import Cluster
import Dispatch
import Foundation
import Wire
import ZeroMQ

/// Reads the run's data files for workers that do not have them, off the socket thread.
final class DataSource: Sendable {
  private let paths: [String]
  private let inbox: CoordinatorLoop.Inbox
  private let queue = DispatchQueue(label: "mgd.data")

  /// - Parameter paths: In the order of the welcome.
  init(paths: [String], inbox: CoordinatorLoop.Inbox) {
    self.paths = paths
    self.inbox = inbox
  }

  /// Reads pieces of a file, and posts each as a frame whose header is still to be written. One that cannot be read is left out: the
  /// worker asks again, and what is not the file of the manifest any more it finds out by its SHA-256.
  func read(_ file: Int, _ pieces: Range<Int>, bytes: Int, for recipient: Recipient) {
    guard paths.indices.contains(file) else { return }
    queue.async { [path = paths[file], inbox] in
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return }
      defer { close(descriptor) }
      for piece in pieces {
        guard let range = FilePieces(bytes: bytes).range(of: piece), let frame = Self.frame(descriptor, range) else {
          return
        }
        var header = recipient.header
        (header.nodeIndex, header.chunk) = (UInt32(file), UInt32(piece))
        inbox.post(.data(frame, header, recipient.peer))
      }
    }
  }

  private static func frame(_ descriptor: Int32, _ range: Range<Int>) -> Frame? {
    let frame = Frame(size: FrameHeader.size + range.count)
    let body = UnsafeMutableRawBufferPointer(rebasing: frame.mutableBytes[FrameHeader.size...])
    var filled = 0
    while filled < body.count {
      let count = pread(
        descriptor, body.baseAddress.map { $0 + filled }, body.count - filled, off_t(range.lowerBound + filled))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      filled += count
    }
    return frame
  }
}
