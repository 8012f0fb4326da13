import Glibc

/// The address of this host that a connection has.
enum LocalAddress {
  /// Nil when the descriptor is no connection over IP, or not any more.
  static func text(of descriptor: Int32) -> String? {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { storage in
      storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard getsockname(descriptor, address, &size) == 0 else { return nil }
        return text(of: address, size)
      }
    }
  }

  private static func text(of address: UnsafePointer<sockaddr>, _ size: socklen_t) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { buffer in
      let code = getnameinfo(address, size, buffer.baseAddress, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST)
      return code == 0 ? buffer.baseAddress.map { String(cString: $0) } : nil
    }
  }
}
