import Foundation
import Glibc

/// How many threads this process may really use: the smaller of its CPU affinity and its cgroup's quota.
package enum Processors {
  /// Foundation counts the processors of the affinity mask.
  package static var available: Int {
    let counts = [
      ProcessInfo.processInfo.activeProcessorCount, quota(at: "/sys/fs/cgroup"), quotaV1(at: "/sys/fs/cgroup/cpu"),
    ].compactMap { $0 }
    return max(counts.min() ?? 1, 1)
  }

  /// All processors of the machine, whether this process may use them or not.
  package static var online: Int { sysconf(Int32(_SC_NPROCESSORS_ONLN)) }

  /// cgroup v2: "max 100000" or "QUOTA PERIOD" in microseconds.
  static func quota(at directory: String) -> Int? {
    guard let text = try? String(contentsOfFile: directory + "/cpu.max", encoding: .utf8) else { return nil }
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]), period > 0 else { return nil }
    return Int((quota / period).rounded(.up))
  }

  /// cgroup v1: -1 for no limit.
  static func quotaV1(at directory: String) -> Int? {
    func number(_ name: String) -> Double? {
      (try? String(contentsOfFile: directory + name, encoding: .utf8))
        .flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }
    guard let quota = number("/cpu.cfs_quota_us"), let period = number("/cpu.cfs_period_us"), quota > 0, period > 0
    else { return nil }
    return Int((quota / period).rounded(.up))
  }
}
