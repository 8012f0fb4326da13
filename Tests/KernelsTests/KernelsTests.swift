import CKernels
import Testing

@testable import Kernels

@Suite struct KernelsTests {
  @Test("a cap selects the best table below it")
  func capSelects() {
    #expect(String(cString: mgd_kernels_select(0).pointee.name) == "baseline")
    let best = String(cString: mgd_kernels_select(2).pointee.name)
    #expect(best == InstructionSet.best.rawValue)
  }

  @Test("after the first use another instruction set is refused, the same is not")
  func capAfterUse() throws {
    let current = InstructionSet.current
    try Kernels.cap(current)
    for other in InstructionSet.allCases where min(other, .best) != current {
      #expect(throws: KernelProblem.alreadyInUse(current: current, asked: other)) { try Kernels.cap(other) }
    }
  }

  @Test("problems say what to do")
  func problemsSayWhatToDo() {
    let problem = KernelProblem.alreadyInUse(current: .avx512, asked: .avx2)
    #expect("\(problem)".contains("avx2") && "\(problem)".contains("new process"))
    #expect("\(KernelProblem.threadsCannotBeLimited)".contains("libgomp1"))
  }

  @Test("a vector is aligned and filled")
  func vectors() {
    let vector = FloatVector(repeating: 2, count: 100)
    #expect(Int(bitPattern: vector.pointer) % 64 == 0)
    #expect(vector.buffer.allSatisfy { $0 == 2 })
    #expect(FloatVector(count: 0).buffer.isEmpty)
  }
}
