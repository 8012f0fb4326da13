import CKernels
import Testing

/// One call of a kernel: what it writes from inputs of its own making.
struct Call: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let run: @Sendable (mgd_kernels, Int) -> [Float]
}

@Suite struct SameBitsTests {
  static let sizes = [0, 1, 2, 7, 10, 15, 16, 17, 31, 33, 64, 100, 129]

  @Test("every table gives the bits of the baseline", arguments: Call.all)
  func everyTableGivesTheBitsOfTheBaseline(call: Call) {
    for size in Self.sizes { expectSameBits(call, size) }
  }

  @Test("sums of several blocks have the same bits", arguments: Call.reductions)
  func sumsOfSeveralBlocks(call: Call) {
    expectSameBits(call, 8213)
  }

  private func expectSameBits(_ call: Call, _ size: Int) {
    let expected = bits(call.run(Table.all[0].kernels, size))
    for table in Table.all.dropFirst() {
      #expect(bits(call.run(table.kernels, size)) == expected, "\(table.name), size \(size)")
    }
  }
}
