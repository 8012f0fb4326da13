import CKernels
import Testing

/// One call of a kernel: what it writes from inputs of its own making.
struct Call: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let run: @Sendable (mgd_kernels, Int) -> [Float]
}

@Suite struct SameBitsTests {
  static let sizes = [0, 1, 2, 7, 10, 15, 16, 17, 31, 33, 64, 100, 129, 4099]

  @Test("every table gives the bits of the baseline", arguments: Call.all)
  func everyTableGivesTheBitsOfTheBaseline(call: Call) {
    let baseline = mgd_kernels_select(Int32(MGD_ISA_BASELINE)).pointee
    for table in Table.all {
      for size in Self.sizes {
        #expect(bits(call.run(table.kernels, size)) == bits(call.run(baseline, size)), "\(table.name), size \(size)")
      }
    }
  }
}
