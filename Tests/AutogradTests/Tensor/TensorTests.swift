import Autograd
import Testing

@Suite("A tensor")
struct TensorTests {
  @Test("is row-major")
  func order() {
    let m = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(m[1, 0] == 4)
    #expect(m.transposed().scalars == [1, 4, 2, 5, 3, 6])
    #expect(m.sum(over: [0]).scalars == [5, 7, 9])
    #expect(m.sum(over: [1]).scalars == [6, 15])
    #expect(m.mean().item == 3.5)
  }

  @Test("is a value: a copy does not see what is written later")
  func copies() {
    let original = Tensor([1, 2, 3])
    var copy = original
    copy[1] = 20
    #expect(original.scalars == [1, 2, 3])
    #expect(copy.scalars == [1, 20, 3])
  }

  @Test("reshaped shares its elements until written")
  func reshaped() {
    let m = Tensor([1, 2, 3, 4], shape: [2, 2])
    var flat = m.reshaped(to: [4])
    #expect(flat.pointer == m.pointer)
    flat[0] = 9
    #expect(m[0, 0] == 1)
  }

  @Test("broadcasts", arguments: [([2, 1], [3]), ([2, 3], []), ([], [2, 3])] as [(Shape, Shape)])
  func broadcast(_ left: Shape, _ right: Shape) {
    let difference = Tensor.full(left, 5) - Tensor.full(right, 2)
    #expect(difference == .full([2, 3], 3))
  }

  @Test("of no elements goes through every operation")
  func empty() {
    let none = Tensor.zeros([0, 3])
    #expect((none + Tensor.ones([3])).shape == [0, 3])
    #expect(none.sum(over: [0]).scalars == [0, 0, 0])
    #expect(none.sum().item == 0)
    #expect(none.transposed().shape == [3, 0])
    #expect(none.matmul(.ones([3, 2])).shape == [0, 2])
    #expect(Tensor.ones([2, 0]).matmul(.ones([0, 2])) == .zeros([2, 2]))
    #expect(none.slice(0..<0, along: 0).shape == [0, 3])
  }

  @Test("carries NaN through operations")
  func nan() {
    let x = Tensor([.nan, 1])
    #expect(x.relu()[0].isNaN)
    #expect(x.sum().item.isNaN)
    #expect(x.max(over: 0).item.isNaN)
    #expect(x.power(2)[0].isNaN)
    #expect((x != x) == true)
  }

  @Test("transposes by any order of axes")
  func permuted() {
    let cube = Tensor((0..<24).map(Float.init), shape: [2, 3, 4])
    let turned = cube.transposed([2, 0, 1])
    #expect(turned.shape == [4, 2, 3])
    #expect(turned[3, 1, 2] == cube[1, 2, 3])
    #expect(turned.transposed([1, 2, 0]) == cube)
  }

  @Test("makes itself from a closure and maps")
  func closures() {
    let squares = Tensor([4]) { output in
      for index in output.indices { output[index] = Float(index * index) }
    }
    #expect(squares.map { $0 + 1 }.scalars == [1, 2, 5, 10])
  }
}
