import Dispatch
import Kernels
import Testing

@Suite struct MatrixProductTests {
  private static let shapes = [(1, 1, 1), (3, 5, 7), (64, 10, 64), (33, 64, 128), (2, 3, 0)]

  @Test("products of all transpositions and both betas", arguments: shapes, [false, true])
  func products(shape: (Int, Int, Int), adds: Bool) throws {
    let (m, n, k) = shape
    let a = Numbers.spread(m * k)
    let b = Numbers.spread(k * n, seed: 2)
    for (transposeA, transposeB) in [(false, false), (false, true), (true, false), (true, true)] {
      var out = [Float](repeating: adds ? 1 : .nan, count: m * n)
      matrixProduct(
        &out, a, b, transposeA: transposeA, transposeB: transposeB, rows: m, columns: n, inner: k,
        beta: adds ? 1 : 0)
      for row in 0..<m {
        for column in 0..<n {
          let exact = (0..<k).reduce(adds ? 1.0 : 0.0) { sum, inner in
            sum + Double(transposeA ? a[inner * m + row] : a[row * k + inner])
              * Double(transposeB ? b[column * k + inner] : b[inner * n + column])
          }
          #expect(abs(Double(out[row * n + column]) - exact) <= 1e-5 * max(1, Double(k)))
        }
      }
    }
  }

  @Test("every thread gets the same bits")
  func everyThreadGetsTheSameBits() throws {
    let (m, n, k) = (64, 128, 784)
    let a = Numbers.spread(m * k)
    let b = Numbers.spread(n * k, seed: 2)
    let results = (0..<6).map { _ in FloatVector(count: m * n) }
    let addresses = results.map { UInt(bitPattern: $0.pointer) }
    DispatchQueue.concurrentPerform(iterations: results.count) { index in
      guard let out = UnsafeMutablePointer<Float>(bitPattern: addresses[index]) else { return }
      matrixProduct(out, a, b, transposeB: true, rows: m, columns: n, inner: k)
    }
    for result in results { #expect(Array(result.buffer) == Array(results[0].buffer)) }
    #expect(results[0].pointer[0] != 0)
  }
}
