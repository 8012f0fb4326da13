import Foundation
import Glibc

/// How many threads this process may really use: the smaller of its CPU affinity and its cgroup's quota.
package enum Processors {
  /// Foundation counts the processors of the affinity mask.
  package static var available: Int {
    let counts = [
      ProcessInfo.processInfo.activeProcessorCount, quota(of: ownGroups, under: "/sys/fs/cgroup"),
      quotaV1(at: "/sys/fs/cgroup/cpu"),
    ].compactMap { $0 }
    return max(counts.min() ?? 1, 1)
  }

  /// All processors of the machine, whether this process may use them or not.
  package static var online: Int { sysconf(Int32(_SC_NPROCESSORS_ONLN)) }

  private static var ownGroups: String { (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? "" }

  /// cgroup v2: the least quota of this process's group and of all above it. A service manager gives each service a group of its own;
  /// in a container the group is often the root.
  ///
  /// - Parameter groups: `/proc/self/cgroup`, with a line `0::/PATH`.
  static func quota(of groups: String, under root: String) -> Int? {
    let line = groups.split(separator: "\n").first { $0.hasPrefix("0::/") }
    let names = line?.dropFirst("0::/".count).split(separator: "/") ?? []
    let paths = (0...names.count).map { ([root] + names.prefix($0).map(String.init)).joined(separator: "/") }
    return paths.compactMap(quota(at:)).min()
  }

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
