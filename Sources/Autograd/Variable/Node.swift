/// One recorded use of a Function: the edge of the graph from a Variable to those it was made from.
///
/// Only its Variable refers to it.
@usableFromInline
class Node {
  var inputs: [Accumulator]
  /// The next in line while a graph is taken apart.
  var next: Node?

  @usableFromInline
  init(inputs: [Accumulator]) {
    self.inputs = inputs
  }

  @usableFromInline
  var overwritesGradient: Bool { false }

  /// Hands the gradient of the result on to the inputs. Each Application has its own.
  @usableFromInline
  func backward(_ gradient: Tensor, into inputs: [Accumulator]) {}
}

@usableFromInline
final class Application<Applied: AccumulatingFunction>: Node {
  @usableFromInline let function: Applied
  @usableFromInline let saved: Applied.Saved

  @inlinable
  init(of function: Applied, saving saved: Applied.Saved, to inputs: [Accumulator]) {
    self.function = function
    self.saved = saved
    super.init(inputs: inputs)
  }

  @inlinable override var overwritesGradient: Bool { Applied.overwritesGradient }

  @inlinable
  override func backward(_ gradient: Tensor, into inputs: [Accumulator]) {
    function.backward(gradient, saved, into: inputs)
  }
}

extension Node {
  /// Lets go of a graph in a loop: left to itself, a chain of references is freed recursively, and a long one runs out
  /// of stack. Inputs that somebody else holds keep their own part of the graph.
  static func release(_ first: consuming Node) {
    var line: Node? = first
    while let node = line {
      line = node.next
      node.next = nil
      var inputs = node.inputs
      node.inputs = []
      for index in inputs.indices {
        guard isKnownUniquelyReferenced(&inputs[index].variable),
          let inner = inputs[index].variable.takeNode()
        else { continue }
        inner.next = line
        line = inner
      }
    }
  }
}
