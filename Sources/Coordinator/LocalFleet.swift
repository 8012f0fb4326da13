import Checkpoints
import Cluster
import Dispatch
import Foundation
import Logging
import RunFiles
import Training
import ZeroMQ

/// The local workers as the run file wants them: how each is started, and started again.
final class LocalFleet: Sendable {
  /// `local-1`, `local-2`, ...
  let names: [String]
  private let workers: LocalWorkers
  private let settings: RunSettings
  private let endpoint: Endpoint
  private let inbox: CoordinatorLoop.Inbox
  private let log: Logger
  private let queue = DispatchQueue(label: "mgd.local-workers")

  /// Nil when the run file asks for none.
  init?(_ settings: RunSettings, endpoint: Endpoint?, directory: String, inbox: CoordinatorLoop.Inbox, log: Logger) {
    guard settings.cluster.localWorkers > 0, let endpoint else { return nil }
    names = (1...settings.cluster.localWorkers).map { "local-\($0)" }
    workers = LocalWorkers(program: LocalWorkers.findProgram(), logDirectory: directory)
    self.settings = settings
    self.endpoint = endpoint
    self.inbox = inbox
    self.log = log
  }

  /// Processes by name.
  var processes: [String: Int32] { workers.processes }

  /// Starts all, but for those that an earlier life of the coordinator started and that are still there.
  func begin(after lineage: Lineage) throws {
    for name in names {
      let earlier = lineage.members.first { $0.name == name }?.process
      if let earlier, LocalWorkers.isWorker(earlier, name: name, at: endpoint) {
        workers.adopt(name: name, at: endpoint, process: earlier, exited: exited)
      } else {
        try start(name)
      }
    }
  }

  /// Starts one once more, later.
  func start(_ name: String, after delay: Duration) {
    queue.asyncAfter(deadline: .now() + (delay / .seconds(1))) { [self] in
      do { try start(name) } catch {
        log.error("\(error)")
        exited(LocalWorkers.Exit(name: name, exitCode: 69, lastWords: "\(error)"))
      }
    }
  }

  func terminate() { workers.terminate() }

  private func exited(_ exit: LocalWorkers.Exit) {
    inbox.post(.event(.localWorkerExited(name: exit.name, exitCode: exit.exitCode, lastWords: exit.lastWords)))
  }

  private func start(_ name: String) throws {
    let directories = Set(settings.data.paths.map { ($0.path as NSString).deletingLastPathComponent }).sorted()
    let patience = Int((settings.cluster.orphanTimeout / .seconds(1)).rounded(.up))
    let arguments = [
      "--coordinator", "\(endpoint)", "--threads", "\(threads)", "--name", name, "--once", "--patience", "\(patience)",
    ]
    try workers.start(
      name: name, arguments: arguments + directories.flatMap { ["--data", $0.isEmpty ? "." : $0] },
      cores: cores(of: name), exited: exited)
  }

  private var threads: Int {
    let asked = settings.cluster.localThreads
    return asked > 0 ? asked : max(1, Processors.available / names.count)
  }

  /// Several workers that together fill the machine get processors of their own, or the kernel may put two of them on one; nil
  /// for a single worker, or when there are more threads than processors.
  private func cores(of name: String) -> Range<Int>? {
    let available = Processors.available
    guard let number = names.firstIndex(of: name), names.count > 1, names.count * threads <= available,
      available == Processors.online
    else { return nil }
    return (number * threads)..<((number + 1) * threads)
  }
}
