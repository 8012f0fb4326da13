/// A tensor that remembers how it was made, so that `backward()` finds the gradient of a result by everything it was
/// made from.
///
///     let a = Variable(-4.0)
///     let b = Variable(2.0)
///     let c = (a + b).relu() * b ** 3 + 1
///     c.backward()
///     a.grad                             // dc/da
///
/// Gradients of leaves (Variables that no Function made) accumulate over calls of `backward()`, as in PyTorch; set
/// `grad = nil` to begin anew. Those of intermediate results are dropped as soon as they are used, unless `retainsGrad`
/// is set. A Variable and everything it is connected to belong to one thread at a time.
public final class Variable {
  /// The value. A leaf's may be replaced, by one of the same shape.
  public var data: Tensor {
    didSet {
      agreed(try oldValue.shape.gradient(data.shape, in: "Variable.data (new value)"))
    }
  }
  /// Whether gradients reach this Variable. Set it on leaves; a result requires a gradient when an input did.
  public var requiresGrad: Bool
  /// Keeps the gradient of an intermediate result in `grad`.
  public var retainsGrad = false

  /// How it was made; nil for a leaf.
  private(set) var node: Node?
  /// A leaf's gradient; that of an intermediate result only while backward is under way.
  var slot: Tensor?
  /// The kept gradient of an intermediate result.
  var retained: Tensor?
  /// A parameter's place in the flat vectors.
  var binding: Binding?
  /// True while a walk has it on its list.
  var isListed = false

  /// A leaf. Data need no gradient unless you say so, as in PyTorch.
  public init(_ data: Tensor, requiresGrad: Bool = false) {
    self.data = data
    self.requiresGrad = requiresGrad
  }

  /// A single number to differentiate by, as micrograd's Value.
  public convenience init(_ scalar: Float, requiresGrad: Bool = true) {
    self.init(Tensor(scalar), requiresGrad: requiresGrad)
  }

  @usableFromInline
  init(_ data: Tensor, madeBy node: Node) {
    self.data = data
    self.node = node
    requiresGrad = true
  }

  deinit {
    if let node = takeNode() { Node.release(node) }
  }

  /// Cuts the Variable from what it was made from.
  func takeNode() -> Node? {
    defer { node = nil }
    return node
  }
}

extension Variable {
  public var shape: Shape { data.shape }

  /// The number in a Variable of one element.
  public var item: Float { data.item }

  /// Whether no recorded Function made it.
  public var isLeaf: Bool { node == nil }

  /// What `backward()` found, in the shape of `data`; nil before, and for intermediate results.
  public var grad: Tensor? {
    get {
      if let binding { return binding.isWritten ? binding.gradient : nil }
      return isLeaf ? slot : retained
    }
    set {
      if let newValue {
        agreed(try shape.gradient(newValue.shape, in: "Variable.grad (new value)"))
      }
      if let binding {
        binding.isWritten = false
        if let newValue { binding.add(newValue) }
      } else if isLeaf {
        slot = newValue
      } else {
        retained = newValue
      }
    }
  }

  /// The same value, cut from what it was made from: no gradient goes through.
  public func detached() -> Variable { Variable(data) }
}

extension Variable: CustomStringConvertible {
  public var description: String { "Variable(\(data)\(requiresGrad ? ", requires a gradient" : ""))" }
}
