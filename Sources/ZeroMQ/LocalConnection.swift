import Glibc

/// A connection over a Unix socket, whose buffer libzmq leaves at the system's default.
enum LocalConnection {
  /// Room for a vector of some hundred thousand numbers, so that it is written in one go: by default two processes take turns at
  /// 208 KiB, each turn a change of threads. For a gradient of 437 kB, 83,000 samples/s became 106,000.
  private static let bufferBytes: Int32 = 1 << 20

  /// Asks for the larger buffer; the system gives at most `net.core.wmem_max`, and a smaller one works, too.
  static func widen(_ descriptor: Int32) {
    var bytes = bufferBytes
    setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
  }
}
