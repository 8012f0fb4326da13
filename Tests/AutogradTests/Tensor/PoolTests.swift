import Autograd
import Kernels
import Testing

@Suite("A pool")
struct PoolTests {
  @Test("hands a returned block out again")
  func reuse() {
    let pool = Pool()
    let first = address(of: Tensor.zeros([100], pool: pool))
    let second = address(of: Tensor.zeros([101], pool: pool))
    #expect(first == second)
    #expect((pool.misses, pool.hits) == (1, 1))
  }

  @Test("does not hand out a block that a view of its tensor still shows")
  func shared() {
    let pool = Pool()
    let view = Tensor.ones([6], pool: pool).reshaped(to: [2, 3])
    _ = Tensor.zeros([6], pool: pool)
    #expect(view.scalars == [1, 1, 1, 1, 1, 1])
    #expect(pool.misses == 2)
  }

  @Test("gives the results of its tensors their memory")
  func results() {
    let pool = Pool()
    let sum = Tensor.ones([4], pool: pool) + Tensor.ones([4])
    let other = Tensor.ones([4]) * Tensor.ones([4], pool: pool)
    #expect(sum.pool === pool)
    #expect(other.pool === pool)
  }

  @Test("lives as long as its last tensor")
  func lifetime() {
    weak var weakPool: Pool?
    var tensor: Tensor?
    do {
      let pool = Pool()
      weakPool = pool
      tensor = Tensor.ones([3], pool: pool)
    }
    #expect(weakPool != nil)
    #expect(tensor?.scalars == [1, 1, 1])
    tensor = nil
    #expect(weakPool == nil)
  }

  @Test(
    "blocks are aligned to 64 bytes and wide enough", arguments: [0, 1, 15, 16, 17, 64, 65, 100, 127, 1000, 65_537])
  func alignment(_ count: Int) {
    let pool = Pool()
    let tensor = Tensor.ones([count], pool: pool)
    #expect(address(of: tensor) % 64 == 0)
    #expect(tensor.sum().item == Float(count))
  }

  @Test("misses nothing after the first steps of a training loop")
  func training() throws {
    let pool = Pool()
    let weight = Variable(.ones([8, 4]), requiresGrad: true)
    func step() {
      let x = Variable(.ones([16, 8], pool: pool))
      let y = (x.matmul(weight).relu() * 0.1).logSoftmax()
      (-y.slice(0..<1, along: 1)).mean().backward()
      weight.grad = nil
    }
    step()
    step()
    let misses = pool.misses
    for _ in 0..<20 { step() }
    #expect(pool.misses == misses)
    #expect(pool.hits > 0)
  }

  private func address(of tensor: Tensor) -> Int { Int(bitPattern: tensor.pointer) }
}
