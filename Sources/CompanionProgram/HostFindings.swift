import Foundation
import Glibc
import Kernels
import Training
import ZeroMQ

/// What this host is like, whatever run is meant.
enum HostFindings {
  static var all: [Finding] { [versions, processors, files, clock, hostName] }

  private static var versions: Finding {
    let words = "mgd \(Build.version), libzmq \(Context.libraryVersion)"
    guard Context.canEncrypt else {
      return .bad("programs", "\(words) without CURVE; install one with it, as Debian's libzmq5")
    }
    return .good("programs", "\(words) with CURVE")
  }

  private static var processors: Finding {
    let (usable, online) = (Processors.available, Processors.online)
    let words = "kernels \(InstructionSet.best.rawValue), threads \(usable) of \(online)"
    guard usable < online else { return .good("processors", words) }
    return .odd("processors", "\(words): an affinity or a quota (CPUQuota=, cpu.max) holds the others back")
  }

  /// A coordinator needs four for each worker.
  private static var files: Finding {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    guard limit.rlim_cur >= 1024 else {
      return .odd(
        "open files",
        "at most \(limit.rlim_cur); a coordinator needs 48 and 4 a worker: ulimit -n 65536, or LimitNOFILE=")
    }
    return .good("open files", "at most \(limit.rlim_cur)")
  }

  /// What timesyncd, chrony and ntpd leave while they are at work.
  private static let timeServices = ["/run/systemd/timesync/synchronized", "/run/chrony", "/run/ntpd.pid"]

  private static var clock: Finding {
    guard timeServices.contains(where: { access($0, F_OK) == 0 }) else {
      return .odd(
        "clock",
        "no time service is seen: training does not mind, but logs of several hosts will not fit together; timedatectl set-ntp true"
      )
    }
    return .good("clock", "kept by a time service")
  }

  /// Debian gives the own name the address 127.0.1.1, which no other host reaches.
  private static var hostName: Finding {
    let name = ProcessInfo.processInfo.hostName
    let own = HostAddresses.own.isEmpty ? "none beside the loopback" : HostAddresses.own.joined(separator: ", ")
    let found = (try? ResolvedAddress.lookUp(host: name, endpoint: .tcp(host: name, port: 1))) ?? []
    guard let first = found.first(where: { !$0.isLoopback }) ?? found.first else {
      return .odd("addresses", "\(own); the name \(name) does not resolve here, so use addresses")
    }
    guard !first.isLoopback else {
      return .odd(
        "addresses",
        "\(own); the name \(name) is \(first.text) on this host itself: listen at an address, or at 0.0.0.0")
    }
    return .good("addresses", "\(own); the name \(name) is \(first.text)")
  }
}

/// The addresses of this host that others may reach.
enum HostAddresses {
  static var own: [String] {
    var list: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&list) == 0 else { return [] }
    defer { freeifaddrs(list) }
    return sequence(first: list) { $0?.pointee.ifa_next }.prefix { $0 != nil }.compactMap { $0.flatMap(text) }
  }

  private static func text(_ interface: UnsafeMutablePointer<ifaddrs>) -> String? {
    guard let address = interface.pointee.ifa_addr, address.pointee.sa_family == AF_INET,
      interface.pointee.ifa_flags & UInt32(IFF_LOOPBACK) == 0
    else { return nil }
    var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    guard getnameinfo(address, size, &buffer, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST) == 0 else { return nil }
    let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return "\(text) (\(String(cString: interface.pointee.ifa_name)))"
  }
}
