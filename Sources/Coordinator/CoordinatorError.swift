/// What keeps a coordinator from leading a run, with the exit code that fits (sysexits.h).
package enum CoordinatorError: Error, Equatable, Sendable {
  case directoryNotWritable(path: String, reason: String)
  case fileNotWritten(path: String, reason: String)
  case fileNotRemoved(path: String, reason: String)
  case directoryInUse(path: String, holder: String)
  case workerNotStarted(program: String, reason: String)
  case cannotListen(String)
  /// The host does not give what the run may need.
  case tooFewResources(String)
  /// The run file's deciding keys are not those that the run began with.
  case runFileChanged(path: String, differences: [String])
  /// The data are not those that the run began with.
  case dataChanged(path: String, old: String, new: String)
  /// This host's kernels give other bits than those that the run began with.
  case kernelsChanged(path: String, old: String?, new: String)
  case forkOfItself(name: String)
  /// The new run's name is that of a run which did not begin with this checkpoint.
  case forkTaken(path: String, source: String)
  /// Nothing would be left to do for a fork.
  case forkIsOver(path: String, step: Int, total: Int)
  /// Nothing is left to do.
  case runIsFinished(path: String, steps: Int)
  /// The run is further than the run file goes.
  case runIsLonger(path: String, step: Int, total: Int)
}

extension CoordinatorError: CustomStringConvertible {
  package var exitCode: Int32 {
    switch self {
    case .directoryNotWritable, .directoryInUse, .forkTaken: 73
    case .fileNotWritten, .fileNotRemoved: 74
    case .workerNotStarted, .cannotListen: 69
    case .tooFewResources: 71
    case .forkOfItself: 64
    case .runFileChanged, .dataChanged, .kernelsChanged, .runIsLonger, .forkIsOver: 78
    case .runIsFinished: 0
    }
  }

  package var description: String {
    switch self {
    case .directoryNotWritable(let path, let reason):
      "run directory \(path): cannot be written (\(reason)); change its owner, or choose another with --set run.directory=DIR"
    case .fileNotWritten(let path, let reason): "\(path): cannot be written (\(reason))"
    case .fileNotRemoved(let path, let reason):
      "\(path): cannot be removed (\(reason)), and tells how an earlier life ended; remove it, or change its owner"
    case .directoryInUse(let path, let holder):
      "run directory \(path): \(holder) leads this run already; wait for its end, or choose another --set run.name=NAME"
    case .workerNotStarted(let program, let reason):
      "worker program \(program): cannot be started (\(reason)); it belongs beside mgd-coordinator or on PATH"
    case .cannotListen(let reason): reason
    case .tooFewResources(let what):
      "the run may need \(what); raise the limit, or lower cluster.max_workers"
    case .runFileChanged(let path, let differences):
      "\(path): this run began with another run file: \(differences.joined(separator: "; ")); take the old values back, start "
        + "a new run from its checkpoint with --fork NAME, or begin anew with --resume never"
    case .dataChanged(let path, let old, let new):
      "\(path): this run began with other data: their digest was \(old.prefix(16)) and is \(new.prefix(16)); give it the same files "
        + "(data.train, data.validation, data.directory), start a new run from its checkpoint with --fork NAME, or begin anew with --resume never"
    case .kernelsChanged(let path, let old, let new):
      "\(path): kernels \(new) of this host give other bits than \(old.map { "kernels \($0)" } ?? "those") with which this run began; lead it where "
        + "they are the same (cluster.isa chooses fewer), or take other bits with cluster.require_same_bits = false"
    case .forkOfItself(let name): "--fork \(name): this is the name of the run itself; choose another"
    case .forkTaken(let path, let source):
      "\(path): holds a run that did not begin with a checkpoint of \(source); choose another --fork NAME, or have that run moved aside with "
        + "--resume never"
    case .forkIsOver(let path, let step, let total):
      "\(path): its checkpoint is of step \(step), and the new run would end at step \(total); give it more epochs or steps, or take an "
        + "earlier checkpoint with --resume PATH"
    case .runIsFinished(let path, let steps):
      "\(path): the run is finished, steps \(steps); --resume never begins it anew, a larger run.epochs goes on with it"
    case .runIsLonger(let path, let step, let total):
      "\(path): its checkpoint is of step \(step), and this run file ends at step \(total); give it at least as many epochs or "
        + "steps, or begin anew with --resume never"
    }
  }
}
