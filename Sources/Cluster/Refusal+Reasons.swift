import Names
import Wire

/// What a worker that is turned away reads: what differs on which side, and what to do.
extension Refusal {
  static func protocols(of hello: Hello, plan: CoordinatorPlan) -> Refusal? {
    let ours = plan.protocols
    guard hello.protocolMin > ours.upperBound || hello.protocolMax < ours.lowerBound else { return nil }
    return Refusal(
      code: .protocolMismatch,
      message:
        "protocol: the coordinator speaks \(versions(ours.lowerBound, ours.upperBound)) (build \(plan.build)), worker "
        + "\(hello.name) speaks \(versions(hello.protocolMin, hello.protocolMax)) (build \(hello.build)); "
        + "use the same mgd on all hosts",
      final: true)
  }

  /// The answer to a frame that could not be read because of its version.
  static func frames(ofVersion found: UInt16, plan: CoordinatorPlan) -> Refusal {
    Refusal(
      code: .protocolMismatch,
      message: "protocol: the coordinator speaks \(versions(plan.protocols.lowerBound, plan.protocols.upperBound)) "
        + "(build \(plan.build)), the peer sent version \(found); use the same mgd on all hosts",
      final: true)
  }

  static func versions(_ least: UInt16, _ most: UInt16) -> String {
    least == most ? "version \(least)" : "versions \(least) to \(most)"
  }

  static func name(of hello: Hello) -> Refusal? {
    guard !PlainName.isValid(hello.name) else { return nil }
    return Refusal(
      code: .badName,
      message: "worker name: expected \(PlainName.rule); choose another --name",
      final: true)
  }

  static func key(of hello: Hello, _ standing: Standing) -> Refusal? {
    guard case .known(let identity) = standing else { return nil }
    guard identity.isWorker else {
      return Refusal(
        code: .otherKey,
        message: "key \(identity.key) is \(identity.name)'s, who is no worker; make one with mgd keygen", final: true)
    }
    guard identity.name != hello.name else { return nil }
    return Refusal(
      code: .otherKey,
      message: "key \(identity.key) is that of worker \(identity.name), not of \(hello.name); use --name "
        + "\(identity.name), or the key of \(hello.name)",
      final: true)
  }

  /// - Parameter standing: With a key, the name is the key's, and another name is no way out.
  static func nameInUse(by holder: WorkerInfo, _ standing: Standing) -> Refusal {
    let wayOut =
      if case .known = standing { "give this host a key of its own (mgd keygen)" } else { "choose another --name" }
    return Refusal(
      code: .nameInUse,
      message: "name \(holder.name) in use by \(holder.host):\(holder.pid); \(wayOut), or stop that worker",
      final: false)
  }

  /// For a process that was taken for dead: it comes back as a new one.
  static func fenced(_ name: String) -> Refusal {
    Refusal(code: .fenced, message: "the run went on without worker \(name); it joins anew", final: false)
  }

  static func barred(_ name: String) -> Refusal {
    Refusal(
      code: .barred,
      message: "worker \(name) gave wrong numbers in this run; check the memory and the processor of its host, or "
        + "start the coordinator again to admit it",
      final: true)
  }

  static func drained(_ name: String) -> Refusal {
    Refusal(
      code: .drained, message: "worker \(name) was sent away; mgd drain --undo \(name) lets it come again", final: false
    )
  }

  static func unreadable(_ file: String, _ reason: String) -> Refusal {
    Refusal(
      code: .unreadableData,
      message: "the coordinator cannot read its data file \(file): \(reason); once it can, the worker gets it",
      final: false)
  }

  static func stopping(_ run: String) -> Refusal {
    Refusal(code: .stopping, message: "run \(run) is ending", final: false)
  }

  static func full(_ members: Int) -> Refusal {
    Refusal(
      code: .full, message: "the run has \(members) members, the most there may be (cluster.max_workers)", final: false)
  }

  /// Compares what a worker prepared with the coordinator's own; nil when it may take part.
  static func digests(
    _ ready: Ready, of worker: WorkerInfo, against own: Digests, plan: CoordinatorPlan
  ) -> Refusal? {
    if ready.dataDigest != own.data {
      return Refusal(
        code: .otherData,
        message: "data differ: the run's have digest \(short(own.data)), those of worker \(worker.name) "
          + "\(short(ready.dataDigest)); give it the same files (--data DIR)",
        final: true)
    }
    if ready.modelDigest != own.model {
      return Refusal(
        code: .otherModel,
        message: "initial model differs: the run's has digest \(short(own.model)), that of worker \(worker.name) "
          + "\(short(ready.modelDigest)); use the same mgd on all hosts",
        final: true)
    }
    guard ready.fingerprint != own.fingerprint, plan.welcome.requireSameBits else { return nil }
    return Refusal(code: .otherBits, message: bits(of: worker, against: own), final: true)
  }

  static func bits(of worker: WorkerInfo, against own: Digests) -> String {
    "kernels give other bits: \(own.instructionSet) here, \(worker.instructionSet) at worker \(worker.name); set "
      + "cluster.isa = \"\(common(own.instructionSet, worker.instructionSet))\" so that all compute alike, or "
      + "cluster.require_same_bits = false to do without equal bits"
  }

  /// What both can do: the smaller set; with equal sets the plainest, since something else must differ.
  private static func common(_ first: String, _ second: String) -> String {
    let sets = ["baseline", "avx2", "avx512"]
    let (one, other) = (sets.firstIndex(of: first) ?? 0, sets.firstIndex(of: second) ?? 0)
    return one == other ? sets[0] : sets[min(one, other)]
  }

  private static func short(_ digest: String) -> String { digest.printable(12) }
}
