import CKernels
import Foundation
import Testing

/// A function, a range, and the largest error that is allowed in units in the last place (measured, rounded up).
struct Accuracy: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let range: ClosedRange<Float>
  let largestError: Double
  let kernel: @Sendable (mgd_kernels, UnsafeMutablePointer<Float>, [Float]) -> Void
  let exact: @Sendable (Double) -> Double

  static let all = [
    Accuracy(testDescription: "exp", range: -104...89, largestError: 1) {
      $0.exp($1, $2, $2.count)
    } exact: {
      exp($0)
    },
    Accuracy(testDescription: "log", range: 1e-6...10, largestError: 0.8) {
      $0.log($1, $2, $2.count)
    } exact: {
      log($0)
    },
    Accuracy(testDescription: "log of large numbers", range: 10...1e30, largestError: 0.8) {
      $0.log($1, $2, $2.count)
    } exact: {
      log($0)
    },
    Accuracy(testDescription: "tanh", range: -10...10, largestError: 1.35) {
      $0.tanh($1, $2, $2.count)
    } exact: {
      tanh($0)
    },
    Accuracy(testDescription: "erf", range: -5...5, largestError: 1.25) {
      $0.erf($1, $2, $2.count)
    } exact: {
      erf($0)
    },
    Accuracy(testDescription: "sigmoid", range: -80...20, largestError: 2.5) {
      $0.sigmoid($1, $2, $2.count)
    } exact: {
      1 / (1 + exp(-$0))
    },
    Accuracy(testDescription: "x^3", range: -10...10, largestError: 1.5) {
      $0.power($1, $2, 3, $2.count)
    } exact: {
      $0 * $0 * $0
    },
    Accuracy(testDescription: "x^1.5", range: 0.01...100, largestError: 12) {
      $0.power($1, $2, 1.5, $2.count)
    } exact: {
      pow($0, 1.5)
    },
  ]
}

@Suite struct AccuracyTests {
  @Test("polynomials stay within their error", arguments: Accuracy.all)
  func polynomialsStayWithinTheirError(accuracy: Accuracy) {
    let inputs = Numbers.spread(40_000, from: accuracy.range.lowerBound, to: accuracy.range.upperBound)
    var outputs = [Float](repeating: 0, count: inputs.count)
    accuracy.kernel(mgd_kernels_select(2).pointee, &outputs, inputs)
    let worst = zip(inputs, outputs).map { ulps($1, accuracy.exact(Double($0))) }.max() ?? 0
    #expect(worst <= accuracy.largestError, "\(worst) ulp")
  }

  @Test("GELU follows the exact form", arguments: [-12, -5, -1, -0.1, 0, 1e-6, 0.3, 1, 3, 9] as [Float])
  func geluFollowsTheExactForm(x: Float) {
    var value: Float = 0
    mgd_kernels_select(2).pointee.gelu(&value, [x], 1)
    let exact = Double(x) * 0.5 * (1 + erf(Double(x) / 2.0.squareRoot()))
    #expect(abs(Double(value) - exact) <= 1e-6 * max(1, abs(exact)))
  }
}
