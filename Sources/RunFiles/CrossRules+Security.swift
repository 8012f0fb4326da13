import ZeroMQ

extension CrossRules {
  /// Keys come as a pair of files, and what other hosts can reach is closed to strangers.
  func security() -> [Finding] {
    guard isSound("security", "cluster") else { return [] }
    let security = settings.security
    if (security.keyFile == nil) != (security.allowFile == nil) {
      let (given, missing) = security.keyFile == nil ? ("allow_file", "key_file") : ("key_file", "allow_file")
      return [Finding(place("security", given), "security.\(given): expected security.\(missing) as well")]
    }
    guard let listen = settings.cluster.listen, security.keyFile == nil, !security.insecure,
      (try? Endpoint(parsing: listen))?.isLocal == false
    else { return [] }
    return [
      Finding(
        place("cluster", "listen"),
        "cluster.listen: \(listen) can be reached from other hosts, and there are no keys; set security.key_file and "
          + "security.allow_file (mgd keygen makes keys), or security.insecure = true where everybody on the network is trusted"
      )
    ]
  }
}
