import Foundation
import Glibc
import RunFiles
import Training
import Wire
import ZeroMQ

/// The most that a run asks of its host, and what the host gives: compared before anything is begun, since a full table of files or a memory
/// that ends in the middle of a run would cost it its coordinator.
struct ResourceBudget: Equatable {
  /// Files of a coordinator without workers, and of each worker: its two connections, its log and the end of its process.
  private static let (ownFiles, filesPerWorker) = (48, 4)
  /// The own replica has copies: of a checkpoint, of a joiner's snapshot, of one that is fetched.
  private static let copies = 3

  private let ownBytes: Int
  private let bytesPerWorker: Int

  init(parameters: Int, stateVectors: Int, vectorFloats: Int, window: Int) {
    let vector = vectorFloats.times(4)
    let frame = min(vector, VectorChunks.bytesPerChunk) + FrameHeader.size
    let replica = parameters.times(4 * (1 + stateVectors))
    ownBytes = replica.times(Self.copies).plus(vector.times(window + 2))
    // Nodes that arrive and one in the sum, and what waits in both of its sockets.
    bytesPerWorker = vector.times(StagedNodes.mostArriving + 1).plus(2 * Profile().receiveHighWaterMark * frame)
  }

  /// From the run file alone: nothing of the model's size has to be there.
  init(_ settings: RunSettings) {
    let size = ReplicaSize(settings)
    self.init(
      parameters: size.parameters, stateVectors: size.stateVectors, vectorFloats: size.vectorFloats,
      window: settings.exchange.window)
  }

  /// Open files: sockets, logs, the run directory.
  func files(workers: Int) -> Int { Self.ownFiles + Self.filesPerWorker * workers }

  /// Bytes beyond what is in use already.
  func bytes(workers: Int) -> Int { ownBytes.plus(bytesPerWorker.times(workers)) }

  /// How many workers the host can bear; at most `most`, and at least `least`.
  ///
  /// Throws `CoordinatorError.tooFewResources` when the least are too many: what is missing, and what to do.
  func workers(
    least: Int, most: Int, _ limits: HostLimits = .current()
  ) throws(CoordinatorError) -> Int {
    if files(workers: least) > limits.files {
      throw .tooFewResources(
        "\(files(workers: least)) open files for \(least) workers, and this process may have \(limits.files) (ulimit -n)"
      )
    }
    let byFiles = (limits.files - Self.ownFiles) / Self.filesPerWorker
    guard let memory = limits.memory.min(by: { $0.bytes < $1.bytes }) else { return min(most, byFiles) }
    if bytes(workers: least) > memory.bytes {
      throw .tooFewResources(
        "\(bytes(workers: least) >> 20) MiB of memory for \(least) workers, and \(max(0, memory.bytes) >> 20) MiB are left "
          + "(\(memory.name))")
    }
    return min(most, byFiles, (memory.bytes - ownBytes) / bytesPerWorker)
  }
}

extension ResourceBudget {
  /// The most members that this run may have: those that the run file names must fit, of those that may come without being named as many as do.
  static func mostWorkers(_ settings: RunSettings) throws(CoordinatorError) -> Int {
    let cluster = settings.cluster
    let isNamed = cluster.maxWorkers != RunSettings.Cluster().maxWorkers
    let least = isNamed ? cluster.maxWorkers : max(cluster.minWorkers, cluster.localWorkers)
    return try ResourceBudget(settings).workers(least: least, most: cluster.maxWorkers)
  }
}

/// What this process may use.
struct HostLimits: Equatable {
  struct Memory: Equatable {
    let name: String
    let bytes: Int
  }

  /// Open files.
  var files = Int.max
  var memory: [Memory] = []

  /// Reads them, after the soft limit of open files was raised to the hard one.
  static func current() -> HostLimits {
    HostLimits(files: raisedFileLimit(), memory: [addressSpace(), controlGroup(), available()].compactMap { $0 })
  }

  private static func raisedFileLimit() -> Int {
    var limit = rlimit()
    guard getrlimit(.init(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .max }
    var raised = limit
    raised.rlim_cur = limit.rlim_max
    if setrlimit(.init(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
    return Int(clamping: limit.rlim_cur)
  }

  private static func addressSpace() -> Memory? {
    var limit = rlimit()
    guard getrlimit(.init(RLIMIT_AS.rawValue), &limit) == 0, let most = Int(exactly: limit.rlim_cur),
      let used = statusKiB("VmSize", in: "/proc/self/status")
    else { return nil }
    return Memory(name: "ulimit -v", bytes: most - used << 10)
  }

  private static func available() -> Memory? {
    statusKiB("MemAvailable", in: "/proc/meminfo").map { Memory(name: "free memory of this host", bytes: $0 << 10) }
  }

  /// The limit of this process's control group, of either version.
  private static func controlGroup() -> Memory? {
    guard let groups = try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8) else { return nil }
    let used = (statusKiB("VmRSS", in: "/proc/self/status") ?? 0) << 10
    for line in groups.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let file: String
      if parts[1].isEmpty {
        file = "/sys/fs/cgroup\(parts[2])/memory.max"
      } else if parts[1].split(separator: ",").contains("memory") {
        file = "/sys/fs/cgroup/memory\(parts[2])/memory.limit_in_bytes"
      } else {
        continue
      }
      if let text = try? String(contentsOfFile: file, encoding: .utf8), let limit = Int(text.trimmed), limit < 1 << 60 {
        return Memory(name: "control group\(parts[2])", bytes: limit - used)
      }
    }
    return nil
  }

  /// "VmSize:   1234 kB"
  private static func statusKiB(_ key: String, in file: String) -> Int? {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix(key + ":") {
      return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
    }
    return nil
  }
}

// More than there are numbers for is more than any host has.
extension Int {
  fileprivate func times(_ other: Int) -> Int {
    let (product, overflows) = multipliedReportingOverflow(by: other)
    return overflows ? .max : product
  }

  fileprivate func plus(_ other: Int) -> Int {
    let (sum, overflows) = addingReportingOverflow(other)
    return overflows ? .max : sum
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
