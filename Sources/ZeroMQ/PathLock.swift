import Glibc

/// Keeps a second program from listening on the same path: a lock on the file `PATH.lock` that ends with the process.
final class PathLock {
  private let path: String
  private let descriptor: Int32

  /// Throws `SocketError.addressInUse`, with the holder's process id, when another program has the lock.
  init(guarding socketPath: String) throws(SocketError) {
    path = socketPath + ".lock"
    var triesLeft = 20
    while true {
      let descriptor = try Self.open(path)
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        defer { close(descriptor) }
        triesLeft -= 1
        guard triesLeft > 0 else {
          throw .addressInUse(endpoint: "ipc://\(socketPath)", holder: Self.holder(descriptor))
        }
        // Whoever only looks for abandoned sockets gives it back at once.
        usleep(2_000)
        continue
      }
      // A holder that ended between open and flock has removed the file: then this lock guards nothing.
      if Self.isStill(descriptor, at: path) {
        self.descriptor = descriptor
        break
      }
      close(descriptor)
    }
    sign()
  }

  deinit {
    unlink(path)
    close(descriptor)
  }

  private static func open(_ path: String) throws(SocketError) -> Int32 {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .system("open", path: path) }
    return descriptor
  }

  private static func isStill(_ descriptor: Int32, at path: String) -> Bool {
    var (mine, there) = (stat(), stat())
    return fstat(descriptor, &mine) == 0 && lstat(path, &there) == 0 && mine.st_ino == there.st_ino
      && mine.st_dev == there.st_dev
  }

  /// Leaves the process id for whoever comes second.
  private func sign() {
    let text = "\(getpid())\n"
    _ = ftruncate(descriptor, 0)
    _ = text.withCString { pwrite(descriptor, $0, text.utf8.count, 0) }
  }

  private static func holder(_ descriptor: Int32) -> String? {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    let digits = bytes.prefix(count).prefix { (48...57).contains($0) }
    return digits.isEmpty ? nil : "process " + String(decoding: digits, as: UTF8.self)
  }

  /// libzmq removes whatever lies at the path before it binds: only a socket left by a dead program may go.
  static func requireSocketOrNothing(at path: String) throws(SocketError) {
    var info = stat()
    guard lstat(path, &info) == 0 else { return }
    guard info.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
  }
}
