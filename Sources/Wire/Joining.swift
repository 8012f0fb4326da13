// The bodies of a worker's way into a run: hello, then welcome or refused, then ready.

/// A worker asks to be let in. Repeated until it is answered.
package struct Hello: Body {
  package var name: String
  package var host: String
  package var pid: Int32
  package var threads: Int
  /// The instruction set of its kernels, as `InstructionSet.rawValue`.
  package var isa: String
  package var protocolMin: UInt16
  package var protocolMax: UInt16
  package var build: String
  /// The run and step of the replica that it holds from before, if any.
  package var heldRun: RunID?
  package var heldStep: UInt64
  /// The step of the last evaluation that the replica knows.
  package var heldEvaluated: UInt64
  /// The digest of that replica, once it is computed.
  package var heldDigest: String?

  package init(
    name: String, host: String, pid: Int32, threads: Int, isa: String,
    protocolMin: UInt16 = FrameHeader.currentVersion, protocolMax: UInt16 = FrameHeader.currentVersion, build: String,
    heldRun: RunID? = nil, heldStep: UInt64 = 0, heldEvaluated: UInt64 = 0, heldDigest: String? = nil
  ) {
    self.name = name
    self.host = host
    self.pid = pid
    self.threads = threads
    self.isa = isa
    self.protocolMin = protocolMin
    self.protocolMax = protocolMax
    self.build = build
    self.heldRun = heldRun
    self.heldStep = heldStep
    self.heldEvaluated = heldEvaluated
    self.heldDigest = heldDigest
  }

  package func check() throws(BodyProblem) {
    try inRange("threads", threads, 0...1_000_000)
  }
}

/// A data file of the run: the worker looks it up by name and knows it by size and digest. Paths never travel.
package struct WireDataFile: Codable, Equatable, Sendable {
  package var role: String
  package var name: String
  package var bytes: Int
  /// 64 hexadecimal digits.
  package var sha256: String

  package init(role: String, name: String, bytes: Int, sha256: String) {
    self.role = role
    self.name = name
    self.bytes = bytes
    self.sha256 = sha256
  }
}

/// The run's times, as the run file has them.
package struct Times: Codable, Equatable, Sendable {
  @Seconds package var heartbeat: Duration
  @Seconds package var suspect: Duration
  @Seconds package var dead: Duration
  @Seconds package var stepDeadline: Duration
  /// How long a worker keeps its replica without a coordinator.
  @Seconds package var orphan: Duration

  package init(
    heartbeat: Duration = .seconds(1), suspect: Duration = .seconds(3), dead: Duration = .seconds(5),
    stepDeadline: Duration = .seconds(10), orphan: Duration = .seconds(60)
  ) {
    self.heartbeat = heartbeat
    self.suspect = suspect
    self.dead = dead
    self.stepDeadline = stepDeadline
    self.orphan = orphan
  }
}

/// The answer to a hello: everything that the worker needs to build its replica.
package struct Welcome: Body {
  /// The worker's name, as the coordinator accepted it.
  package var name: String
  package var runName: String
  /// The resolved deciding keys of the run file, as JSON.
  package var settings: String
  package var dataFiles: [WireDataFile]
  /// How many members there are so far.
  package var members: Int
  package var times: Times
  package var requireSameBits: Bool
  /// The instruction set that no worker may go beyond, if the run caps it.
  package var isaCap: String?
  /// The steps that are audited before their commit: every so many; nil for none. Nobody applies such a step by himself.
  package var auditEvery: Int?

  package init(
    name: String, runName: String, settings: String, dataFiles: [WireDataFile], members: Int, times: Times = Times(),
    requireSameBits: Bool = true, isaCap: String? = nil, auditEvery: Int? = nil
  ) {
    self.name = name
    self.runName = runName
    self.settings = settings
    self.dataFiles = dataFiles
    self.members = members
    self.times = times
    self.requireSameBits = requireSameBits
    self.isaCap = isaCap
    self.auditEvery = auditEvery
  }

  package func check() throws(BodyProblem) {
    try inRange("members", members, 0...BodyProblem.mostMembers)
    if let auditEvery { try inRange("auditEvery", auditEvery, 1...(1 << 50)) }
    // By number: the names are a stranger's words.
    for (number, file) in dataFiles.enumerated() { try inRange("bytes of file \(number)", file.bytes, 0...(1 << 50)) }
  }
}

/// Why a worker is not let in, or not let go on.
package enum RefusalCode: String, Codable, Sendable, CaseIterable {
  /// The connection's key is that of another worker, or of no worker.
  case otherKey = "other_key"
  case protocolMismatch = "protocol_mismatch"
  case badName = "bad_name"
  case nameInUse = "name_in_use"
  case runStarted = "run_started"
  case otherData = "other_data"
  case otherModel = "other_model"
  case otherBits = "other_bits"
  case fenced
  case barred
  /// A person sent the worker away.
  case drained
  /// The coordinator cannot read a data file that the worker asked for.
  case unreadableData = "unreadable_data"
  case full
  case stopping
  /// A code of a newer protocol; the message says it.
  case other

  package init(from decoder: any Decoder) throws {
    self = RefusalCode(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .other
  }
}

/// The answer to a hello, or to a ready, that is not accepted.
package struct Refusal: Body {
  package var code: RefusalCode
  package var message: String
  /// Whether asking again is useless.
  package var final: Bool

  package init(code: RefusalCode, message: String, final: Bool) {
    self.code = code
    self.message = message
    self.final = final
  }
}

/// A worker has its data and its replica, and says what they are. Digests are hexadecimal.
package struct Ready: Body {
  package var dataDigest: String
  package var modelDigest: String
  /// The digest of the shard vectors that its kernels compute.
  package var fingerprint: String
  package var lanes: Int

  package init(dataDigest: String, modelDigest: String, fingerprint: String, lanes: Int) {
    self.dataDigest = dataDigest
    self.modelDigest = modelDigest
    self.fingerprint = fingerprint
    self.lanes = lanes
  }

  package func check() throws(BodyProblem) {
    try inRange("lanes", lanes, 0...1_000_000)
  }
}
