import Checkpoints
import Datasets
import Keys
import Kernels
import RunFiles
import Training
import ZeroMQ

/// What keeps a command from being carried out, with the exit code that fits (sysexits.h).
enum CompanionError: Error, Equatable {
  case noSuchRun(path: String, hint: String?)
  /// This user may not see whether there is one.
  case notPermitted(path: String)
  case notARun(path: String, missing: String)
  case noModel(expected: String, hint: String)
  case noValidation(run: String)
  case otherInputs(file: String, expected: [Int], found: [Int])
  case scalingUnknown(scale: String, reason: String)
  case weightsAlone(path: String)
  case unknownType(path: String)
  case unreadable(path: String, reason: String)
  case badSummary(path: String, reason: String)
  case cannotOpen(path: String, reason: String)
  case cannotWrite(path: String, reason: String)
  /// No coordinator leads the run now.
  case notLed(run: String, state: String)
  /// A coordinator has locked the run, and there is nothing yet to know it by.
  case starting(run: String, process: Int)
  case noAnswer(endpoint: String, reason: String)
  /// What the coordinator said.
  case refused(String)
}

extension CompanionError: CustomStringConvertible {
  var exitCode: Int32 {
    switch self {
    case .weightsAlone: 64
    case .otherInputs, .unknownType, .badSummary: 65
    case .noSuchRun, .notARun, .noModel, .noValidation, .scalingUnknown, .unreadable: 66
    case .cannotOpen: 73
    case .cannotWrite: 74
    case .notLed, .starting, .noAnswer: 69
    case .notPermitted: 77
    case .refused: 1
    }
  }

  var description: String {
    switch self {
    case .noSuchRun(let path, let hint):
      "\(path): expected the directory of a run or a run file, found nothing" + (hint.map { "; \($0)" } ?? "")
    case .notPermitted(let path):
      "\(path): permission denied: this user may not see whether there is a run; ask as root (sudo) or as the user that leads it"
    case .notARun(let path, let missing):
      "\(path): expected the directory of a run, found no \(missing) in it; runs lie in run.directory/run.name"
    case .noModel(let expected, let hint): "\(expected): no such model; \(hint)"
    case .noValidation(let run): "\(run): the run has no validation data; --split train evaluates its training data"
    case .otherInputs(let file, let expected, let found):
      "\(file): expected samples of shape \(expected), the model's input, found shape \(found); "
        + "a table holds the inputs alone, without labels or indices"
    case .scalingUnknown(let scale, let reason):
      "the inputs are to be scaled as the training inputs were (scale = \"\(scale)\"), which are not there: \(reason); "
        + "say where they are with --set data.directory=DIR, or that the inputs need no scaling with --as-is"
    case .weightsAlone(let path):
      "\(path): expected a run file or the directory of a run for --sample-order and --initial-weights, found weights alone"
    case .unknownType(let path):
      "\(path): expected the directory of a run, a run file (.toml) or weights (.safetensors), found another kind of file"
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .badSummary(let path, let reason): "\(path): expected the figures of a run, found \(reason)"
    case .cannotOpen(let path, let reason): "\(path): cannot be opened for writing: \(reason)"
    case .notLed(let run, let state):
      "\(run): \(state); elsewhere: --coordinator tcp://HOST:PORT"
    case .starting(let run, let process):
      "\(run): its coordinator, process \(process), is starting and does not listen yet; ask again in a moment"
    case .noAnswer(let endpoint, let reason): "\(endpoint): no answer: \(reason)"
    case .refused(let message): message
    case .cannotWrite(let path, let reason): "\(path): cannot be written: \(reason)"
    }
  }
}

extension CheckpointError {
  /// An output that cannot be opened is told from one that cannot be filled.
  fileprivate var companionExitCode: Int32 {
    guard case .unwritable(_, let operation, _) = self else { return exitCode }
    return ["write", "fsync"].contains(operation) ? 74 : 73
  }
}

extension CompanionError {
  /// The exit code for any error of the parts that the commands use.
  static func exitCode(of error: any Error) -> Int32 {
    switch error {
    case let error as CompanionError: error.exitCode
    case let error as RunFileProblems: error.exitCode
    case let error as DatasetError: error.exitCode
    case let error as PreparationError: error.exitCode
    case let error as CheckpointError: error.companionExitCode
    case let error as KeyFileError: error.exitCode
    case let error as SocketError: error.isUsage ? 64 : 69
    case is KernelProblem: 69
    default: 70
    }
  }
}

extension SocketError {
  /// An address that is none.
  fileprivate var isUsage: Bool {
    if case .badEndpoint = self { true } else { false }
  }
}
