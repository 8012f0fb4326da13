extension CrossRules {
  func times() -> [Finding] {
    let cluster = settings.cluster
    guard isSound("cluster") else { return [] }
    var findings: [Finding] = []
    if cluster.suspect <= cluster.heartbeatInterval {
      findings.append(
        Finding(place("cluster", "suspect"), "cluster.suspect: expected more than cluster.heartbeat_interval"))
    }
    if cluster.dead < cluster.suspect {
      findings.append(Finding(place("cluster", "dead"), "cluster.dead: expected cluster.suspect or more"))
    }
    return findings
  }

  /// The coordinator would refuse workers that it waits for.
  func mostWorkers() -> [Finding] {
    let cluster = settings.cluster
    let least = max(cluster.minWorkers, cluster.localWorkers)
    let key = cluster.minWorkers == least ? "min_workers" : "local_workers"
    guard isSound("cluster"), cluster.maxWorkers < least else { return [] }
    return [
      Finding(
        place("cluster", "max_workers"),
        "cluster.max_workers: expected at least \(least), as cluster.\(key) says, found \(cluster.maxWorkers)")
    ]
  }

  /// A run that nobody can join would wait for ever.
  func workers() -> [Finding] {
    let cluster = settings.cluster
    guard isSound("cluster"), cluster.listen == nil, cluster.minWorkers > cluster.localWorkers else { return [] }
    if cluster.localWorkers == 0 {
      return [
        Finding(
          place("cluster", "local_workers"),
          "cluster.local_workers: expected at least 1 where cluster.listen is not given, found 0")
      ]
    }
    return [
      Finding(
        place("cluster", "min_workers"),
        "cluster.min_workers: \(cluster.minWorkers) workers will never be there: the coordinator starts "
          + "\(cluster.localWorkers), and no others can come without cluster.listen")
    ]
  }
}
