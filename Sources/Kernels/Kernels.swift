import CKernels
import COneDNN

/// The process's table of kernels and what surrounds it.
package enum Kernels {
  /// The functions of the chosen instruction set: `Kernels.table.pointee.add(out, a, b, n)`.
  @inlinable
  package static var table: UnsafePointer<mgd_kernels> { mgd_kernels_current() }

  /// Keeps the kernels and oneDNN to an instruction set, before the first use. A processor that has less uses what it
  /// has.
  ///
  /// - Throws: `KernelProblem.alreadyInUse`; a process that must change starts itself anew.
  package static func cap(_ instructionSet: InstructionSet) throws {
    let settled = mgd_kernels_settle(instructionSet.number) == 1
    guard settled, instructionSet >= .best || mgd_dnnl_cap(instructionSet.number) == 0 else {
      throw KernelProblem.alreadyInUse(current: .current, asked: instructionSet)
    }
  }

  /// Makes sure that oneDNN can be kept from starting threads of its own; each product then keeps its thread to itself.
  ///
  /// - Throws: `KernelProblem.threadsCannotBeLimited`.
  package static func requireOneThread() throws {
    guard mgd_dnnl_prepare_thread() == 0 else { throw KernelProblem.threadsCannotBeLimited }
  }

  /// CRC-32C (Castagnoli) of the bytes. The seed is the value of the bytes before them.
  package static func crc32c(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32 {
    mgd_crc32c(seed, bytes.baseAddress, bytes.count)
  }
}
