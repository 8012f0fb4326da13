import CKernels
import Foundation
import Testing

/// The kernels against the plain loops that say what they mean.
@Suite struct PlainReferenceTests {
  static let shapes = [(1, 1), (3, 10), (5, 16), (4, 37), (17, 128), (2, 200)].map { Shape(rows: $0.0, columns: $0.1) }

  struct Shape: Sendable, CustomTestStringConvertible {
    let rows: Int
    let columns: Int
    var count: Int { rows * columns }
    var testDescription: String { "\(rows) x \(columns)" }
  }

  private let kernels = mgd_kernels_select(2).pointee

  private func close(_ values: [Float], _ expected: [Double], _ tolerance: Double = 1e-5) -> Bool {
    zip(values, expected).allSatisfy { abs(Double($0) - $1) <= tolerance * max(1, abs($1)) }
  }

  @Test("bias and ReLU, and back with column sums", arguments: shapes)
  func biasAndReLU(shape: Shape) {
    let (rows, columns) = (shape.rows, shape.columns)
    let a = Numbers.spread(shape.count)
    let bias = Numbers.spread(columns, seed: 2)
    var out = a
    kernels.bias_relu(&out, bias, rows, columns)
    #expect(out == (0..<shape.count).map { max(a[$0] + bias[$0 % columns], 0) })

    var gradient = Numbers.spread(shape.count, seed: 3)
    let expected = zip(gradient, out).map { $1 > 0 ? $0 : 0 }
    var sums = [Float](repeating: 1, count: columns)
    kernels.relu_backward_bias(&gradient, out, &sums, 1, rows, columns)
    #expect(gradient == expected)
    let expectedSums = (0..<columns).map { column in
      1 + (0..<rows).reduce(0.0) { $0 + Double(expected[$1 * columns + column]) }
    }
    #expect(close(sums, expectedSums))
  }

  @Test("softmax and its gradient", arguments: shapes)
  func softmax(shape: Shape) {
    let (rows, columns) = (shape.rows, shape.columns)
    let a = Numbers.spread(shape.count)
    let g = Numbers.spread(shape.count, seed: 2)
    var y = a
    kernels.softmax(&y, a, rows, columns)
    var logs = a
    kernels.log_softmax(&logs, a, rows, columns)
    var back = a
    kernels.softmax_backward(&back, g, y, rows, columns)
    var logsBack = a
    kernels.log_softmax_backward(&logsBack, g, logs, rows, columns)
    for row in 0..<rows {
      let range = row * columns..<(row + 1) * columns
      let total = range.reduce(0.0) { $0 + exp(Double(a[$1])) }
      let exact = range.map { exp(Double(a[$0])) / total }
      let projection = zip(range, exact).reduce(0.0) { $0 + Double(g[$1.0]) * $1.1 }
      let gradientSum = range.reduce(0.0) { $0 + Double(g[$1]) }
      #expect(close(Array(y[range]), exact))
      #expect(close(Array(logs[range]), exact.map { log($0) }))
      #expect(close(Array(back[range]), zip(range, exact).map { $1 * (Double(g[$0]) - projection) }))
      #expect(close(Array(logsBack[range]), zip(range, exact).map { Double(g[$0]) - $1 * gradientSum }))
    }
  }

  @Test("cross-entropy, its gradient and the correct rows", arguments: shapes, [0, 0.1] as [Float])
  func crossEntropy(shape: Shape, smoothing: Float) {
    let (rows, columns) = (shape.rows, shape.columns)
    let a = Numbers.spread(shape.count)
    let classes = (0..<rows).map { Int32(($0 * 7) % columns) }
    var gradient = a
    var loss = mgd_loss()
    kernels.cross_entropy(&gradient, &loss, a, classes, smoothing, rows, columns)
    var (expectedLoss, correct) = (0.0, 0)
    for row in 0..<rows {
      let logits = (0..<columns).map { Double(a[row * columns + $0]) }
      let total = logits.reduce(0) { $0 + exp($1) }
      let targets = (0..<columns).map {
        (Int32($0) == classes[row] ? 1 - Double(smoothing) : 0) + Double(smoothing) / Double(columns)
      }
      expectedLoss += zip(targets, logits).reduce(0) { $0 - $1.0 * ($1.1 - log(total)) }
      if logits.firstIndex(of: logits.max() ?? 0) == Int(classes[row]) { correct += 1 }
      let expected = zip(logits, targets).map { exp($0) / total - $1 }
      #expect(close(Array(gradient[row * columns..<(row + 1) * columns]), expected))
    }
    #expect(abs(loss.sum - expectedLoss) <= 1e-5 * max(1, expectedLoss))
    #expect(loss.correct == correct)

    var lossAlone = mgd_loss()
    kernels.cross_entropy_loss(&lossAlone, a, classes, smoothing, rows, columns)
    #expect(lossAlone.sum == loss.sum && lossAlone.correct == loss.correct)
    var inPlace = a
    inPlace.withUnsafeMutableBufferPointer { buffer in
      kernels.cross_entropy(buffer.baseAddress, &lossAlone, buffer.baseAddress, classes, smoothing, rows, columns)
    }
    #expect(inPlace == gradient)
  }

  @Test("cross-entropy with probabilities is the one with classes when they are certain", arguments: shapes)
  func certainProbabilities(shape: Shape) {
    let (rows, columns) = (shape.rows, shape.columns)
    let a = Numbers.spread(shape.count)
    let classes = (0..<rows).map { Int32(($0 * 7) % columns) }
    var targets = [Float](repeating: 0, count: shape.count)
    for row in 0..<rows { targets[row * columns + Int(classes[row])] = 1 }
    var (byClass, byProbability) = (a, a)
    var (classLoss, probabilityLoss) = (mgd_loss(), mgd_loss())
    kernels.cross_entropy(&byClass, &classLoss, a, classes, 0.1, rows, columns)
    kernels.cross_entropy_probabilities(&byProbability, &probabilityLoss, a, targets, 0.1, rows, columns)
    #expect(close(byProbability, byClass.map(Double.init)))
    #expect(abs(classLoss.sum - probabilityLoss.sum) <= 1e-5 * max(1, classLoss.sum))
    #expect(classLoss.correct == probabilityLoss.correct)
  }

  @Test("losses over values")
  func lossesOverValues() {
    let x: [Float] = [0.5, -2, 3, 0]
    let t: [Float] = [0, -1, 0.5, 0]
    var gradient = [Float](repeating: 0, count: 4)
    var loss = mgd_loss()
    kernels.mse(&gradient, &loss, x, t, 4)
    #expect(loss.sum == 7.5 && gradient == [1, -2, 5, 0])
    kernels.l1(&gradient, &loss, x, t, 4)
    #expect(loss.sum == 4 && gradient == [1, -1, 1, 0])
    kernels.huber(&gradient, &loss, x, t, 1, 4)
    #expect(loss.sum == 0.125 + 0.5 + 2 && gradient == [0.5, -1, 1, 0])
    kernels.bce_with_logits(&gradient, &loss, x, [1, 0, 1, 0], 4)
    let exact = zip(x, [1.0, 0, 1, 0]).reduce(0.0) { $0 + log(1 + exp(Double($1.0))) - Double($1.0) * $1.1 }
    #expect(abs(loss.sum - exact) < 1e-6)
    kernels.bce_with_logits(&gradient, &loss, [200, -200], [0, 1], 2)
    #expect(loss.sum == 400 && gradient.prefix(2) == [1, -1])
  }

  @Test("sums keep their digits over a million numbers")
  func sumsKeepTheirDigits() {
    let numbers = Numbers.spread(1_000_000, from: 0, to: 1)
    let exact = numbers.reduce(0.0) { $0 + Double($1) }
    #expect(abs(Double(kernels.sum(numbers, numbers.count)) - exact) <= 1e-7 * exact)
  }

  @Test("transpose, gather and bytes", arguments: shapes)
  func moving(shape: Shape) {
    let (rows, columns) = (shape.rows, shape.columns)
    let a = Numbers.spread(shape.count)
    var out = a
    kernels.transpose(&out, a, rows, columns)
    #expect(out == (0..<shape.count).map { a[$0 % rows * columns + $0 / rows] })
    let indices = (0..<rows).map { (rows - 1 - $0) }
    kernels.gather_rows(&out, a, indices, rows, columns)
    #expect(out == (0..<shape.count).map { a[indices[$0 / columns] * columns + $0 % columns] })
    let bytes = Numbers.bytes(shape.count)
    kernels.gather_bytes(&out, bytes, indices, 0.5, 1, rows, columns)
    #expect(out == (0..<shape.count).map { Float(bytes[indices[$0 / columns] * columns + $0 % columns]) * 0.5 + 1 })
  }

  @Test("the gradient of a maximum goes to the larger, and half to each when equal")
  func maximumBackward() {
    var out = [Float](repeating: 0, count: 3)
    kernels.maximum_backward(&out, [4, 4, 4], [1, 2, 3], [3, 2, 1], 3)
    #expect(out == [0, 2, 4])
  }
}
