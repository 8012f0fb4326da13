import Autograd
import Foundation
import Kernels
import Testing

@Suite("The walk back")
struct BackwardTests {
  @Test("adds the gradients of all uses")
  func uses() {
    let x = Variable(3.0)
    (x * x + x).backward()
    #expect(x.grad?.item == 7)
  }

  @Test("a chain of x + x does not write into gradients that others see")
  func doubling() {
    let x = Variable(Tensor([1, 2]), requiresGrad: true)
    var y = x
    for _ in 0..<30 { y = y + y }
    y.sum().backward()
    #expect(x.grad?.scalars == [0x1p30, 0x1p30])
  }

  @Test("accumulates over calls until the gradient is cleared")
  func calls() {
    let x = Variable(2.0)
    (x * 3).backward()
    let first = x.grad
    (x * 4).backward()
    #expect(first?.item == 3)
    #expect(x.grad?.item == 7)
    x.grad = nil
    #expect(x.grad == nil)
    (x * 5).backward()
    #expect(x.grad?.item == 5)
  }

  @Test("a walk that was given up leaves nothing behind but what it had added")
  func givenUp() {
    let x = Variable(2.0)
    let y = ((x * 3) * (x + 1)).exp()
    var functions = 0
    #expect(
      y.backward {
        functions += 1
        return true
      })
    let (whole, gradient) = (functions, x.grad)
    #expect(whole == 3)
    for most in 1...whole {
      functions = 0
      let isWhole = y.backward {
        functions += 1
        return functions < most
      }
      #expect(!isWhole && functions == most)
      x.grad = nil
      y.backward()
      #expect(x.grad == gradient)
      x.grad = nil
    }
  }

  @Test("goes the same way twice")
  func twice() {
    let x = Variable(2.0)
    let y = (x * x).exp() * x
    y.backward()
    let once = x.grad
    y.backward()
    #expect(x.grad?.item == once.map { $0.item * 2 })
  }

  @Test("drops gradients of intermediate results unless they are to be kept")
  func intermediate() {
    let x = Variable(2.0)
    let square = x * x
    let kept = square + 1
    kept.retainsGrad = true
    (kept * 3).backward()
    #expect(square.grad == nil)
    #expect(kept.grad?.item == 3)
    #expect(x.grad?.item == 12)
  }

  @Test("records nothing without gradients")
  func withoutGradient() {
    let x = Variable(2.0)
    let y = withoutGradients { x * 3 }
    #expect(y.isLeaf)
    #expect(!y.requiresGrad)
    #expect(!(x * 3).isLeaf)
  }

  @Test("stops at a detached value")
  func detached() {
    let x = Variable(2.0)
    (x.detached() * x).backward()
    #expect(x.grad?.item == 2)
  }

  @Test("records nothing of data alone")
  func data() {
    let x = Variable(.ones([2]))
    #expect((x + x).isLeaf)
  }

  @Test("a million additions go backward and are released on a small stack")
  func longChain() async {
    let gradient = await withCheckedContinuation { continuation in
      let thread = Thread {
        let x = Variable(1.0)
        var y = x
        for _ in 0..<1_000_000 { y = y + x }
        y.backward()
        let gradient = x.grad?.item
        y = x
        continuation.resume(returning: gradient)
      }
      thread.stackSize = 128 * 1024
      thread.start()
    }
    #expect(gradient == 1_000_001)
  }

  @Test("a released graph keeps the part that somebody holds")
  func partialRelease() {
    let x = Variable(2.0)
    let middle = x * x
    do {
      let end = (middle + 1) * middle
      _ = end
    }
    middle.backward()
    #expect(x.grad?.item == 4)
  }

  @Test("frees every Variable of a graph")
  func noLeaks() {
    weak var weakVariable: Variable?
    do {
      let x = Variable(2.0)
      let y = x.exp()
      weakVariable = y
      (y * y + y).backward()
    }
    #expect(weakVariable == nil)
  }
}
