import Datasets
import RunFiles
import Wire

extension Welcome {
  /// What a run's coordinator says to its workers; the worker's name and the number of members are still to be filled in.
  ///
  /// Throws `PreparationError` when it fits no frame, as that of a model of a thousand layers: no worker would ever hear it.
  package init(_ settings: RunSettings, _ files: [DataFile]) throws {
    let cluster = settings.cluster
    self.init(
      name: "", runName: settings.run.name, settings: try settings.workerJSON(),
      dataFiles: files.map { WireDataFile(role: $0.role.rawValue, name: $0.name, bytes: $0.bytes, sha256: $0.sha256) },
      members: 0,
      times: Times(
        heartbeat: cluster.heartbeatInterval, suspect: cluster.suspect, dead: cluster.dead,
        stepDeadline: cluster.stepDeadline, orphan: cluster.orphanTimeout),
      requireSameBits: cluster.requireSameBits, isaCap: cluster.isa?.rawValue,
      auditEvery: cluster.auditEvery > 0 ? cluster.auditEvery : nil)
    try requireFrame()
  }

  private func requireFrame() throws {
    var longest = self
    // The longest name, and a number with more digits than there are members.
    (longest.name, longest.members) = (String(repeating: "n", count: 64), 1_000_000)
    do {
      _ = try Message.welcome(longest).encodedBody()
    } catch .bodyTooLarge(_, let length, let limit) {
      throw PreparationError(
        "the run file is too long for the message that tells it to workers: expected at most \(limit) bytes, got \(length); "
          + "give model.layers fewer layers",
        exitCode: 78)
    }
  }
}
