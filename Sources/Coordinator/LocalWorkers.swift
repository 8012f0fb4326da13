import Foundation
import Glibc
import Locks
import ServiceManager
import ZeroMQ

/// The worker processes that a coordinator starts itself.
///
/// Each runs in a session of its own, so that Ctrl-C and the coordinator's death do not reach it, and writes to a log file of its
/// own, of which ``LastWords`` are shown when it dies.
final class LocalWorkers: Sendable {
  struct Exit: Sendable {
    let name: String
    let exitCode: Int32
    /// One line; empty when it wrote nothing.
    let lastWords: String
  }

  private let program: String
  private let logDirectory: String
  private let running = Locked<[String: pid_t]>([:])

  /// - Parameter logDirectory: Where `NAME.log` is written.
  init(program: String, logDirectory: String) {
    self.program = program
    self.logDirectory = logDirectory
  }

  /// The worker program beside this one, or the one that PATH finds.
  static func findProgram() -> String {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    let beside = (own as NSString).deletingLastPathComponent + "/mgd-worker"
    return FileManager.default.isExecutableFile(atPath: beside) ? beside : "mgd-worker"
  }

  /// Starts one, and tells when it ends.
  ///
  /// Throws ``CoordinatorError/workerNotStarted`` when the system refuses.
  ///
  /// - Parameter cores: Its processors; nil for all.
  func start(
    name: String, arguments: [String], cores: Range<Int>?, exited: @escaping @Sendable (Exit) -> Void
  ) throws(CoordinatorError) {
    let log = "\(logDirectory)/\(name).log"
    let process = try spawn(Self.keeping(to: cores) + [program] + arguments, log: log)
    running.withLock { $0[name] = process }
    let thread = Thread { [self] in
      let code = Self.wait(for: process)
      running.withLock { $0[name] = nil }
      exited(Exit(name: name, exitCode: code, lastWords: Self.end(of: log)))
    }
    thread.start()
  }

  /// Watches one that an earlier life of the coordinator started, and tells when it ends; its exit code is not known then.
  func adopt(
    name: String, at coordinator: Endpoint, process: pid_t, exited: @escaping @Sendable (Exit) -> Void
  ) {
    running.withLock { $0[name] = process }
    let thread = Thread { [self] in
      while Self.isWorker(process, name: name, at: coordinator) { usleep(50_000) }
      running.withLock { $0[name] = nil }
      exited(Exit(name: name, exitCode: -1, lastWords: Self.end(of: "\(logDirectory)/\(name).log")))
    }
    thread.start()
  }

  /// Whether a process is a worker of this name that looks for this coordinator, and not another one that got its number. Each run has a
  /// socket of its own, while all of them call their first worker `local-1`.
  static func isWorker(_ process: pid_t, name: String, at coordinator: Endpoint) -> Bool {
    guard let words = FileManager.default.contents(atPath: "/proc/\(process)/cmdline")?.split(separator: 0) else {
      return false
    }
    let texts = words.map { String(decoding: $0, as: UTF8.self) }
    func value(of option: String) -> String? { zip(texts, texts.dropFirst()).first { $0.0 == option }?.1 }
    // One that has ended and is still to be waited for has no words.
    guard let program = texts.first as NSString? else { return false }
    return program.lastPathComponent == "mgd-worker" && value(of: "--name") == name
      && value(of: "--coordinator") == "\(coordinator)"
  }

  /// Those that run, by name.
  var processes: [String: Int32] { running.withLock { $0 } }

  /// Ends those that are still there: the run is over, and they were told so.
  func terminate() {
    for process in processes.values { kill(process, SIGTERM) }
  }

  /// Whether all of them have ended.
  var isEmpty: Bool { running.withLock { $0.isEmpty } }

  /// util-linux's program, which every Debian has.
  private static func keeping(to cores: Range<Int>?) -> [String] {
    guard let cores, FileManager.default.isExecutableFile(atPath: "/usr/bin/taskset") else { return [] }
    return ["/usr/bin/taskset", "--cpu-list", "\(cores.lowerBound)-\(cores.upperBound - 1)"]
  }

  private func spawn(_ arguments: [String], log: String) throws(CoordinatorError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Self.flags)
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    var process: pid_t = 0
    let words = arguments.map { strdup($0) } + [nil]
    let environment = Self.environment.map { strdup($0) } + [nil]
    defer { for word in words + environment { free(word) } }
    let code = posix_spawnp(&process, arguments[0], &actions, &attributes, words, environment)
    guard code == 0 else { throw .workerNotStarted(program: arguments[0], reason: String(cString: strerror(code))) }
    return process
  }

  /// This process's own, without what its service manager means for it alone.
  private static var environment: [String] {
    ProcessInfo.processInfo.environment.filter { !Notifier.variables.contains($0.key) }.map { "\($0.key)=\($0.value)" }
  }

  /// A session of its own (POSIX_SPAWN_SETSID, which only GNU's headers name), default signals, none blocked.
  private static let flags: Int16 = 0x80 | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK)

  /// The exit code, or 128 + the signal, as a shell says it.
  private static func wait(for process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  private static func end(of log: String) -> String {
    guard let data = FileManager.default.contents(atPath: log) else { return "" }
    let end = data.suffix(8000)
    let lines = end.count < data.count ? end.drop { $0 != UInt8(ascii: "\n") } : end
    return LastWords.told(by: String(decoding: lines, as: UTF8.self))
  }
}
