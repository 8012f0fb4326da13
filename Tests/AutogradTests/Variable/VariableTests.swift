import Autograd
import Testing

@Suite("Variables of single numbers")
struct VariableTests {
  /// The expression of micrograd's README, and the numbers that stand there.
  @Test("micrograd's expression gives micrograd's numbers")
  func micrograd() throws {
    let a = Variable(-4.0)
    let b = Variable(2.0)
    var c = a + b
    var d = a * b + b ** 3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    let e = c - d
    let f = e ** 2
    var g = f / 2.0
    g += 10.0 / f
    #expect(abs(g.item - 24.7041) < 1e-4)
    g.backward()
    #expect(abs(try #require(a.grad).item - 138.8338) < 1e-3)
    #expect(abs(try #require(b.grad).item - 645.5773) < 1e-3)
  }
}
