/// What keeps a coordinator from leading a run, with the exit code that fits (sysexits.h).
package enum CoordinatorError: Error, Equatable, Sendable {
  case directoryNotWritable(path: String, reason: String)
  case fileNotWritten(path: String, reason: String)
  case directoryInUse(path: String, holder: String)
  case workerNotStarted(program: String, reason: String)
  case cannotListen(String)
  /// The host does not give what the run may need.
  case tooFewResources(String)
  /// The run file's deciding keys are not those that the run began with.
  case runFileChanged(path: String, differences: [String])
  case forkOfItself(name: String)
  /// Nothing is left to do.
  case runIsFinished(path: String, steps: Int)
  /// The run is further than the run file goes.
  case runIsLonger(path: String, step: Int, total: Int)
}

extension CoordinatorError: CustomStringConvertible {
  package var exitCode: Int32 {
    switch self {
    case .directoryNotWritable, .directoryInUse: 73
    case .fileNotWritten: 74
    case .workerNotStarted, .cannotListen: 69
    case .tooFewResources: 71
    case .forkOfItself: 64
    case .runFileChanged, .runIsLonger: 78
    case .runIsFinished: 0
    }
  }

  package var description: String {
    switch self {
    case .directoryNotWritable(let path, let reason):
      "run directory \(path): cannot be written (\(reason)); change its owner, or choose another with --set run.directory=DIR"
    case .fileNotWritten(let path, let reason): "\(path): cannot be written (\(reason))"
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
    case .forkOfItself(let name): "--fork \(name): this is the name of the run itself; choose another"
    case .runIsFinished(let path, let steps):
      "\(path): the run is finished, steps \(steps); --resume never begins it anew, a larger run.epochs goes on with it"
    case .runIsLonger(let path, let step, let total):
      "\(path): its checkpoint is of step \(step), and this run file ends at step \(total); give it at least as many epochs or "
        + "steps, or begin anew with --resume never"
    }
  }
}
