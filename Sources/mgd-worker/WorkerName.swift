import Foundation

/// The names that workers and runs may have.
enum WorkerName {
  static func isValid(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    return (1...64).contains(bytes.count) && bytes[0] != UInt8(ascii: ".") && bytes.allSatisfy(isAllowed)
  }

  /// HOST.PID, with whatever a name cannot have replaced.
  static var automatic: String {
    let host = ProcessInfo.processInfo.hostName.utf8.map { isAllowed($0) ? $0 : UInt8(ascii: "-") }
    let text = String(decoding: host.prefix(48).drop { $0 == UInt8(ascii: ".") }, as: UTF8.self)
    return "\(text.isEmpty ? "worker" : text).\(ProcessInfo.processInfo.processIdentifier)"
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
