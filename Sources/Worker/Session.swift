import Cluster
import Datasets
import Foundation
import Glibc
import Kernels
import Reduction
import RunFiles
import Training
import Wire

/// A run that a worker is ready for: data, lanes and replica.
struct Session: Sendable {
  let run: PreparedRun
  let loop: BatchLoop
  let replica: Replica

  /// Finds the run's data files in the directories, and builds everything that a step needs.
  ///
  /// Throws `DatasetError` or `PreparationError`.
  init(_ welcome: Welcome, _ files: [DataFile], threads: Int, directories: [String]) throws {
    try Self.keepTo(welcome.isaCap)
    var settings = try RunSettings(workerJSON: welcome.settings)
    settings.data = try settings.data.located(files, in: directories)
    run = try PreparedRun(settings)
    loop = BatchLoop(run, threads: threads)
    replica = Replica(run)
  }

  /// What the other members are to have, too. Computed on the lanes, which then hold all storage that a step takes.
  func digests() -> Digests {
    let digests = run.digests(on: loop)
    loop.warmUp(weights: replica.weights)
    return digests
  }

  /// Caps the kernels, before they compute for the first time.
  private static func keepTo(_ cap: String?) throws {
    guard let cap else { return }
    guard let instructionSet = InstructionSet(rawValue: cap) else {
      throw PreparationError(
        "cluster.isa = \"\(cap.printable(32))\": not an instruction set of this program's", exitCode: 76)
    }
    do {
      try Kernels.cap(instructionSet)
    } catch KernelProblem.alreadyInUse {
      try restart()
    }
  }

  /// A resident worker that computed for an earlier run starts itself anew: kernels and oneDNN settle once a process.
  private static func restart() throws {
    var words = CommandLine.arguments.map { strdup($0) } + [nil]
    execv("/proc/self/exe", &words)
    throw PreparationError(
      "cannot start anew for another instruction set: \(String(cString: strerror(errno)))", exitCode: 71)
  }
}
