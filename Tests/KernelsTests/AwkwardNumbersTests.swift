import CKernels
import Foundation
import Testing

@Suite struct AwkwardNumbersTests {
  private func apply(
    _ table: Table, _ numbers: [Float],
    _ kernel: (mgd_kernels) -> (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Int) -> Void
  ) -> [Float] {
    var out = [Float](repeating: 7, count: numbers.count)
    kernel(table.kernels)(&out, numbers, numbers.count)
    return out
  }

  @Test("NaN passes through every function of one argument", arguments: Table.all)
  func nanPassesThrough(table: Table) {
    let functions: [(mgd_kernels) -> (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Int) -> Void] = [
      { $0.negate }, { $0.exp }, { $0.log }, { $0.sqrt }, { $0.abs }, { $0.tanh }, { $0.erf }, { $0.sigmoid },
      { $0.relu }, { $0.gelu },
    ]
    for function in functions {
      let out = apply(table, [Float](repeating: .nan, count: 19), function)
      #expect(out.allSatisfy { $0.isNaN })
    }
  }

  @Test("infinities and zeros have the limits of the functions", arguments: Table.all)
  func limits(table: Table) {
    let numbers: [Float] = [.infinity, -.infinity, 0, -0.0]
    #expect(bits(apply(table, numbers) { $0.exp }) == bits([.infinity, 0, 1, 1]))
    #expect(bits(apply(table, numbers) { $0.log }) == bits([.infinity, .nan, -.infinity, -.infinity]))
    #expect(bits(apply(table, numbers) { $0.tanh }) == bits([1, -1, 0, -0.0]))
    #expect(bits(apply(table, numbers) { $0.erf }) == bits([1, -1, 0, -0.0]))
    #expect(bits(apply(table, numbers) { $0.sigmoid }) == bits([1, 0, 0.5, 0.5]))
    #expect(bits(apply(table, numbers) { $0.relu }) == bits([.infinity, 0, 0, -0.0]))
  }

  @Test("exp reaches down to the smallest numbers", arguments: Table.all)
  func expOfVeryNegativeNumbers(table: Table) {
    let numbers: [Float] = [-87.4, -95, -100, -103.5, -105]
    for (value, number) in zip(apply(table, numbers) { $0.exp }, numbers) {
      #expect(ulps(value, exp(Double(number))) <= 1.5)
    }
  }

  @Test("log knows numbers below the normal ones", arguments: Table.all)
  func logOfVerySmallNumbers(table: Table) {
    let numbers: [Float] = [0x1p-133, 0x1.8p-144, .leastNonzeroMagnitude]
    for (value, number) in zip(apply(table, numbers) { $0.log }, numbers) {
      #expect(ulps(value, log(Double(number))) <= 1)
    }
  }

  @Test("powers of negative numbers and of 0", arguments: Table.all)
  func powers(table: Table) {
    let cases: [(base: Float, exponent: Float, expected: Float)] = [
      (-2, 3, -8), (-2, -3, -0.125), (5, 0, 1), (.nan, 0, 1), (0, 2, 0), (0, -1, .infinity), (-2, 0.5, .nan),
      (-1, 101, -1), (-1, 102, 1), (4, 0.5, 2), (0, 2.5, 0), (-8, 1.0 / 3, .nan), (3, 1, 3),
    ]
    for (base, exponent, expected) in cases {
      var value: Float = 0
      table.kernels.power(&value, [base], exponent, 1)
      #expect(bits([value]) == bits([expected]), "\(base)^\(exponent)")
    }
  }

  @Test("a NaN is the largest, wherever it stands", arguments: Table.all)
  func nanIsTheLargest(table: Table) {
    for position in 0..<35 {
      var numbers = Numbers.spread(35)
      numbers[position] = .nan
      #expect(table.kernels.max(numbers, 35).isNaN)
      var index: Int32 = -1
      table.kernels.argmax_rows(&index, numbers, 1, 35)
      #expect(index == Int32(position))
      #expect(table.kernels.all_finite(numbers, 35) == 0)
    }
  }

  @Test("the first of equal numbers is the largest", arguments: Table.all)
  func firstOfEqual(table: Table) {
    var indices = [Int32](repeating: -1, count: 3)
    table.kernels.argmax_rows(&indices, [1, 1, 0, 0, 2, 2, -.infinity, -.infinity, -.infinity], 3, 3)
    #expect(indices == [0, 1, 0])
  }

  @Test("softmax of huge logits is finite, of infinite ones NaN", arguments: Table.all)
  func softmaxOfHugeLogits(table: Table) {
    var out = [Float](repeating: 0, count: 3)
    table.kernels.softmax(&out, [1e30, 0, -1e30], 1, 3)
    #expect(out == [1, 0, 0])
    table.kernels.softmax(&out, [.infinity, 0, 0], 1, 3)
    #expect(out[0].isNaN)
    table.kernels.softmax(&out, [.nan, 0, 0], 1, 3)
    #expect(out.allSatisfy { $0.isNaN })
  }

  @Test("old NaN do not reach column sums with beta 0", arguments: Table.all)
  func betaZeroDoesNotRead(table: Table) {
    var sums = [Float](repeating: .nan, count: 70)
    table.kernels.sum_columns(&sums, [Float](repeating: 1, count: 140), 0, 2, 70)
    #expect(sums.allSatisfy { $0 == 2 })
    var gradient = [Float](repeating: 1, count: 140)
    sums = [Float](repeating: .nan, count: 70)
    table.kernels.relu_backward_bias(&gradient, [Float](repeating: 1, count: 140), &sums, 0, 2, 70)
    #expect(sums.allSatisfy { $0 == 2 })
  }
}
