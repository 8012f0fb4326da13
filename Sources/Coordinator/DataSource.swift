import Cluster
import Dispatch
import Foundation
import Locks
import Wire
import ZeroMQ

/// Reads the run's data files for workers that do not have them, off the socket thread.
final class DataSource: Sendable {
  private let paths: [String]
  private let inbox: CoordinatorLoop.Inbox
  private let queue = DispatchQueue(label: "mgd.data")
  /// By incarnation.
  private let underWay = Locked<[UInt64: Int]>([:])

  /// A worker asks for half a window at a time, two halves ahead, and has the last piece of a reading before that ends. What is asked for beyond
  /// that would fill this host's memory.
  private static let mostReads = 3

  /// - Parameter paths: In the order of the welcome.
  init(paths: [String], inbox: CoordinatorLoop.Inbox) {
    self.paths = paths
    self.inbox = inbox
  }

  /// Reads pieces of a file, and posts each as a frame whose header is still to be written. What is asked for too early is left out, and asked for
  /// again; what is not the file of the manifest any more the worker finds out by its SHA-256.
  func read(_ file: Int, _ pieces: Range<Int>, bytes: Int, for recipient: Recipient) {
    guard paths.indices.contains(file), begins(recipient) else { return }
    queue.async { [self] in
      defer { ends(recipient) }
      do throws(ReadingProblem) {
        try post(file, pieces, of: FilePieces(bytes: bytes), to: recipient)
      } catch {
        inbox.post(.event(.dataNotRead(file: file, reason: error.reason, by: recipient.header.incarnation)))
      }
    }
  }

  private func begins(_ recipient: Recipient) -> Bool {
    underWay.withLock { reads in
      guard reads[recipient.header.incarnation, default: 0] < Self.mostReads else { return false }
      reads[recipient.header.incarnation, default: 0] += 1
      return true
    }
  }

  private func ends(_ recipient: Recipient) {
    underWay.withLock { reads in
      let left = reads[recipient.header.incarnation, default: 1] - 1
      reads[recipient.header.incarnation] = left > 0 ? left : nil
    }
  }

  private func post(
    _ file: Int, _ pieces: Range<Int>, of cut: FilePieces, to recipient: Recipient
  ) throws(ReadingProblem) {
    let descriptor = open(paths[file], O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(errno) }
    defer { close(descriptor) }
    for piece in pieces {
      guard let range = cut.range(of: piece) else { return }
      let frame = try Self.frame(descriptor, range)
      var header = recipient.header
      (header.nodeIndex, header.chunk) = (UInt32(file), UInt32(piece))
      inbox.post(.data(frame, header, recipient.peer))
    }
  }

  private static func frame(_ descriptor: Int32, _ range: Range<Int>) throws(ReadingProblem) -> Frame {
    let frame = Frame(size: FrameHeader.size + range.count)
    let body = UnsafeMutableRawBufferPointer(rebasing: frame.mutableBytes[FrameHeader.size...])
    var filled = 0
    while filled < body.count {
      let count = pread(
        descriptor, body.baseAddress.map { $0 + filled }, body.count - filled, off_t(range.lowerBound + filled))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .system(errno) }
      guard count > 0 else { throw .ends(at: range.lowerBound + filled) }
      filled += count
    }
    return frame
  }
}

/// Why a file cannot be read.
private enum ReadingProblem: Error {
  /// An error of the system's.
  case system(Int32)
  /// It is shorter than when the run began.
  case ends(at: Int)

  var reason: String {
    switch self {
    case .system(let code): String(cString: strerror(code))
    case .ends(let bytes): "it ends after \(bytes) bytes, so it changed since the run began"
    }
  }
}
