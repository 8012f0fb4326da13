import Foundation
import Names

/// The name of a worker that was given none.
enum WorkerName {
  /// HOST.PID, with whatever a name cannot have replaced.
  static var automatic: String {
    let host = ProcessInfo.processInfo.hostName.map { PlainName.isValid("x\($0)") ? $0 : "-" }
    let text = String(host.prefix(48).drop { $0 == "." })
    return "\(text.isEmpty ? "worker" : text).\(ProcessInfo.processInfo.processIdentifier)"
  }
}
