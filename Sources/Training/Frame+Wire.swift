import Reduction
import Wire
import ZeroMQ

extension Frame {
  /// A control message. Throws `FrameProblem.bodyTooLarge` when its body is over the limit of its kind.
  package convenience init(_ message: Message, _ header: FrameHeader) throws(FrameProblem) {
    self.init(try FrameCodec.encode(message, header: header))
  }

  /// One chunk of a vector.
  package convenience init(chunk: Int, of chunks: VectorChunks, _ vector: FlatBuffer, _ header: FrameHeader) {
    let range = chunks.range(of: chunk)
    self.init(size: chunks.frameSize(of: chunk))
    var header = header
    header.chunk = UInt32(chunk)
    header.chunks = UInt32(chunks.count)
    let floats = UnsafeBufferPointer(rebasing: vector.buffer[range])
    FrameCodec.writeChunk(floats, header: header, into: mutableBytes)
  }
}

extension FrameProblem {
  /// The protocol version that was found, when nothing else was wrong.
  package var otherVersion: UInt16? {
    if case .badVersion(let found) = self { found } else { nil }
  }
}
