import Wire

/// What a coordinator tells the people who watch it. `description` is the line for a log, `level` how much it matters.
package enum CoordinatorReport: Equatable, Sendable {
  /// A worker was welcomed and prepares itself.
  case joined(WorkerInfo, members: Int)
  /// A worker's digests agree: it can compute.
  case ready(name: String, ready: Int, needed: Int)
  /// A worker, or something that wanted to be one, was turned away.
  case refused(name: String, address: String, message: String)
  /// Somebody's key is not on the list.
  case turnedAway(address: String, key: String, list: String)
  /// Connections came to nothing, one or more.
  case handshakeFailed(endpoint: String, isGuarded: Bool)
  /// The list of keys was read again.
  case keysRead(count: Int)
  case keysNotRead(String)
  /// A worker went before the run started; the run goes on waiting.
  case gone(name: String, reason: String)
  /// Nothing was heard from a worker for some time.
  case suspect(name: String, silence: Duration)
  /// A suspect was heard again.
  case recovered(name: String)
  /// A worker came back with new sockets.
  case reconnected(name: String)
  /// Kernels differ and `cluster.require_same_bits` is off.
  case differentBits(name: String, message: String)
  /// A worker that does not have a data file gets it.
  case delivering(name: String, file: String, bytes: Int)
  /// A person asked for something.
  case asked(String, by: String)
  /// The run starts with these members, and these shards for each.
  case started([DealtWorker])
  /// A step is committed.
  case committed(StepFigures)
  /// The validation set is being evaluated on the weights of the step.
  case evaluating(step: Int)
  /// An evaluation is committed.
  case evaluated(StepFigures)
  /// The connection to a member broke; it may come back, and its shards do not wait for it.
  case broken(name: String, step: Int)
  /// A member is lost in the middle of the run, which goes on.
  case lost(name: String, reason: String, members: Int)
  /// Shards of a member are late and are computed a second time.
  case late(name: String, step: Int)
  /// Shards were dealt anew.
  case dealtAgain([DealtWorker], fromStep: Int)
  /// Fewer than `min_workers` are there: the run waits.
  case waitingForWorkers(present: Int, needed: Int, step: Int)
  /// A replica is being sent to a worker that joins or fell behind.
  case catchingUp(name: String, step: Int)
  /// A worker holds what is committed, and takes part from now on.
  case caughtUp(name: String, step: Int)
  /// A local worker's process is gone, and is started again.
  case restarting(name: String, exitCode: Int32, after: Duration)
  /// A local worker's process died so often that it is not started again.
  case givenUp(name: String, lastWords: String)
  /// A checkpoint is durable.
  case checkpointed(step: Int, Checkpoint.Reason)
  case checkpointFailed(step: Int, message: String)
  /// A stop was asked for; what is committed is being saved.
  case draining(step: Int)
  /// The run goes on from a step that a worker of the coordinator's life before held.
  case tookOver(step: Int, name: String)
  /// The replica that a worker held is not the one from which the run goes on.
  case passedOver(name: String, reason: String)
  /// A worker obeyed a later life; this one's term is above that now.
  case termRaised(UInt64)
  /// A worker's numbers are not those of another worker.
  case badWorker(name: String, reason: String)
  /// The coordinator's own replica is not what its workers have.
  case ownReplicaWrong(step: Int, digests: String)
  /// Replicas differed: the run goes on from the last checkpoint on which all agreed.
  case wentBack(step: Int)
  /// What was computed of a step was thrown away, since an audit found other numbers.
  case triedAgain(step: Int, attempt: Int)
  /// A step whose numbers are not finite was passed over.
  case skipped(step: Int)
  /// Frames that were dropped since the last report.
  case dropped([FrameCounters.Line])
  /// A message fits no frame.
  case notSent(Kind, String)
  /// This process stood still for so long; every deadline was moved by that.
  case stalled(Duration)
  /// The run ends.
  case finishing(Outcome)
}

/// A worker as it introduced itself.
package struct WorkerInfo: Equatable, Sendable {
  package var name: String
  package var host: String
  package var pid: Int32
  package var threads: Int
  package var instructionSet: String
  package var address: String
}

/// A worker and what it computes of every step.
package struct DealtWorker: Equatable, Sendable {
  package var name: String
  package var lanes: Int
  package var shards: Range<Int>
}

/// How much a report matters; the names are those of swift-log.
package enum ReportLevel: String, Equatable, Sendable {
  case debug, info, notice, warning, error
}

extension CoordinatorReport: CustomStringConvertible {
  package var level: ReportLevel {
    switch self {
    case .committed: .debug
    case .late: .debug
    case .joined, .ready, .delivering, .started, .evaluating, .evaluated, .dealtAgain, .catchingUp, .caughtUp,
      .checkpointed:
      .info
    case .gone, .recovered, .reconnected, .waitingForWorkers, .draining, .tookOver, .termRaised, .broken: .notice
    case .keysRead, .asked: .notice
    case .keysNotRead: .error
    case .turnedAway, .handshakeFailed, .refused, .suspect, .differentBits, .stalled, .lost, .restarting,
      .skipped, .triedAgain, .passedOver:
      .warning
    case .dropped(let lines): lines.level
    case .notSent, .givenUp, .checkpointFailed, .badWorker, .ownReplicaWrong, .wentBack: .error
    case .finishing(let outcome): outcome.ending == .done ? .info : .error
    }
  }

  package var description: String {
    switch self {
    case .joined(let worker, let members):
      "worker \(worker.name) joined (\(worker.host), pid \(worker.pid), threads \(worker.threads), \(worker.instructionSet), "
        + "\(worker.address)); members \(members)"
    case .ready(let name, let ready, let needed): "worker \(name) is ready (\(ready) of at least \(needed))"
    case .refused(let name, let address, let message): "worker \(name) at \(address) refused: \(message)"
    case .turnedAway(let address, let key, let list):
      "\(address) turned away: its key \(key) is not in \(list); add the line 'NAME \(key)' and send SIGHUP to let it in"
    case .handshakeFailed(let endpoint, let isGuarded):
      "a connection to \(endpoint) failed before it was one: "
        + (isGuarded ? "no keys, another key of this coordinator's" : "keys")
        + ", another protocol, or no more than a look at the port (mgd doctor, a scan)"
    case .asked(let what, let asker): "\(asker) asks: \(what)"
    case .keysRead(let count): "the list of keys was read again; keys \(count)"
    case .keysNotRead(let reason): "the list of keys stays as it was: \(reason)"
    case .gone(let name, let reason): "worker \(name) left: \(reason)"
    case .suspect(let name, let silence): "worker \(name) was not heard for \(silence.seconds) s"
    case .recovered(let name): "worker \(name) is heard again"
    case .reconnected(let name): "worker \(name) is back with new sockets"
    case .delivering(let name, let file, let bytes): "worker \(name) gets \(file), bytes \(bytes)"
    case .differentBits(let name, let message): "worker \(name): \(message)"
    case .started(let workers):
      "run started: \(text(workers))"
    case .committed(let step): "step \(step.step): samples \(step.figures.samples), loss \(step.figures.loss)"
    case .evaluating(let step): "evaluating on the weights of step \(step)"
    case .evaluated(let step):
      "evaluation after step \(step.step): loss \(step.figures.loss), correct \(step.figures.correct)/\(step.figures.samples)"
    case .broken(let name, let step):
      "the connection to worker \(name) broke at step \(step); others compute its shards"
    case .lost(let name, let reason, let members): "worker \(name) lost: \(reason); members \(members)"
    case .late(let name, let step): "shards of worker \(name) are late at step \(step); others compute them too"
    case .dealtAgain(let workers, let step): "from step \(step) on \(text(workers))"
    case .waitingForWorkers(let present, let needed, let step):
      "waiting for workers before step \(step): \(present) of at least \(needed) (cluster.min_workers)"
    case .catchingUp(let name, let step): "worker \(name) gets the replica of step \(step)"
    case .caughtUp(let name, let step): "worker \(name) holds step \(step) and takes part"
    case .restarting(let name, let exitCode, let after):
      "local worker \(name) exited with code \(exitCode); it is started again in \(after.seconds) s"
    case .givenUp(let name, let lastWords):
      "local worker \(name) is given up after five lives without a result" + (lastWords.isEmpty ? "" : ": \(lastWords)")
    case .checkpointed(let step, let reason): "checkpoint of step \(step) written (\(reason.rawValue))"
    case .checkpointFailed(let step, let message): "checkpoint of step \(step) not written: \(message)"
    case .draining(let step): "stopping after step \(step)"
    case .tookOver(let step, let name): "the run goes on from step \(step), which worker \(name) held"
    case .passedOver(let name, let reason): "the replica that worker \(name) held is passed over: \(reason)"
    case .termRaised(let term): "a worker obeyed another coordinator of this run; the term is \(term) now"
    case .badWorker(let name, let reason): "worker \(name) is dropped: \(reason)"
    case .ownReplicaWrong(let step, let digests):
      "the coordinator's own replica of step \(step) is not that of its workers (\(digests)); check this host's memory"
    case .wentBack(let step):
      "replicas differed: the run goes on from "
        + (step == 0 ? "the beginning, since there is no checkpoint" : "the checkpoint of step \(step)")
    case .triedAgain(let step, let attempt):
      "step \(step) is computed once more (attempt \(attempt)): an audit found different numbers"
    case .skipped(let step): "step \(step) is skipped: loss or gradients are not finite"
    case .dropped(let lines):
      "dropped frames: "
        + lines.map { "\($0.reason.label) from \($0.address): \($0.count) (\($0.total) in all)" }.joined(
          separator: "; ")
    case .notSent(let kind, let reason): "a \(kind) message was not sent: \(reason)"
    case .stalled(let duration): "this process stood still for \(duration.seconds) s; deadlines moved"
    case .finishing(let outcome): outcome.message
    }
  }
}

/// "anna computes shards 0..<2, bert computes shards 2..<4"
private func text(_ workers: [DealtWorker]) -> String {
  workers.map { "\($0.name) computes shards \($0.shards.lowerBound)..<\($0.shards.upperBound)" }.joined(separator: ", ")
}

extension Duration {
  /// As a number of seconds with one decimal, for messages.
  var seconds: String {
    let tenths = (components.seconds * 10) + components.attoseconds / 100_000_000_000_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}
