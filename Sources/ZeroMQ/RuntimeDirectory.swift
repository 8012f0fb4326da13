import Glibc

/// The directory where this user's ipc paths live: nobody else can reach what listens there.
package enum RuntimeDirectory {
  /// `$XDG_RUNTIME_DIR/mgd`, or `/tmp/mgd-UID`; made with mode 0700 if it is not there.
  ///
  /// Throws `SocketError.notPrivate` when it is not a directory of this user alone.
  package static func prepare(environment: [String: String]) throws(SocketError) -> String {
    let base = environment["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let path = base.map { "\($0)/mgd" } ?? "/tmp/mgd-\(geteuid())"
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .system("mkdir", path: path) }
    try check(path)
    return path
  }

  /// Where a user's program may have its paths, as another program of the same host finds them: that of this environment first.
  package static func candidates(of owner: UInt32, environment: [String: String]) -> [String] {
    let own = environment["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") ? "\($0)/mgd" : nil }
    return [own, "/run/user/\(owner)/mgd", "/run/mgd", "/tmp/mgd-\(owner)"].compactMap { $0 }
  }

  /// Whether what listens in a directory is a program of one of these users: nobody else may have put it there.
  ///
  /// Throws `SocketError.notTrusted`.
  package static func requireOwners(_ owners: Set<UInt32>, of path: String) throws(SocketError) {
    let info = try status(of: path)
    guard info.st_mode & S_IFMT == S_IFDIR else { throw .notTrusted(directory: path, problem: "is not a directory") }
    guard owners.contains(info.st_uid) else {
      throw .notTrusted(directory: path, problem: "belongs to user \(info.st_uid)")
    }
    guard info.st_mode & 0o022 == 0 else {
      throw .notTrusted(directory: path, problem: "has mode \(String(info.st_mode & 0o777, radix: 8))")
    }
  }

  /// Of the name itself: in /tmp anybody may have put a link there.
  private static func status(of path: String) throws(SocketError) -> stat {
    var info = stat()
    guard lstat(path, &info) == 0 else { throw .system("lstat", path: path) }
    return info
  }

  static func check(_ path: String) throws(SocketError) {
    let info = try status(of: path)
    guard info.st_mode & S_IFMT == S_IFDIR else { throw .notPrivate(directory: path, problem: "is not a directory") }
    guard info.st_uid == geteuid() else {
      throw .notPrivate(directory: path, problem: "belongs to user \(info.st_uid), not to \(geteuid())")
    }
    guard info.st_mode & 0o077 == 0 else {
      throw .notPrivate(directory: path, problem: "has mode \(String(info.st_mode & 0o777, radix: 8))")
    }
  }
}
