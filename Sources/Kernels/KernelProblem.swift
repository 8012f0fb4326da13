/// Why the kernels cannot be used as asked.
package enum KernelProblem: Error, Equatable, CustomStringConvertible {
  /// The process has computed already, with another instruction set.
  case alreadyInUse(current: InstructionSet, asked: InstructionSet)
  /// oneDNN would start threads of its own: it runs on an OpenMP library that cannot be told not to.
  case threadsCannotBeLimited

  package var description: String {
    switch self {
    case .alreadyInUse(let current, let asked):
      "instruction set: this process already uses \(current.rawValue), \(asked.rawValue) was asked for; "
        + "it can be capped once, before the first computation: start a new process"
    case .threadsCannotBeLimited:
      "oneDNN: omp_set_num_threads was not found in this process, so that oneDNN's own threads cannot be kept out; "
        + "install the OpenMP library that oneDNN was built with (Debian: libgomp1)"
    }
  }
}
