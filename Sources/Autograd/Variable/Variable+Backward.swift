/// The walk from a result back to everything it was made from.
extension Variable {
  /// Adds the gradient of this number by every leaf it was made from to their `grad`.
  ///
  /// The Variable must hold one number, such as a loss; for others give the gradient of what you are after. The graph
  /// stays until its Variables go; walking it again adds the same gradients again.
  public func backward() {
    precondition(
      data.count == 1,
      "backward: shape \(shape): only a single number has a gradient by itself; sum it, or call backward(gradient)")
    backward(data.filledCopy(with: 1))
  }

  /// The same from a given gradient of this Variable, of its shape.
  public func backward(_ gradient: Tensor) {
    precondition(requiresGrad, "backward: nothing this Variable was made from requires a gradient")
    Accumulator(self).add(gradient)
    var order = makersInOrder()
    while let variable = order.popLast() { variable.handGradientOn() }
  }

  /// Every intermediate result below this one, each after those it was made from. Depth first, without recursion.
  private func makersInOrder() -> [Variable] {
    var order: [Variable] = []
    var path: [(variable: Variable, next: Int)] = []
    order.reserveCapacity(32)
    path.reserveCapacity(32)
    list(onto: &path)
    while let (variable, next) = path.last {
      guard let inputs = variable.node?.inputs, next < inputs.count else {
        order.append(variable)
        path.removeLast()
        continue
      }
      path[path.count - 1].next += 1
      inputs[next].variable.list(onto: &path)
    }
    return order
  }

  private func list(onto path: inout [(variable: Variable, next: Int)]) {
    guard node != nil, !isListed else { return }
    isListed = true
    path.append((self, 0))
  }

  /// Gives the complete gradient to the Function that made this Variable, and forgets it.
  private func handGradientOn() {
    isListed = false
    guard let node, var gradient = takeGradient() else { return }
    if retainsGrad { retained = retained.map { $0 + gradient } ?? gradient }
    if node.overwritesGradient { gradient.makeAlone() }
    node.backward(gradient, into: node.inputs)
  }

  private func takeGradient() -> Tensor? {
    defer { slot = nil }
    return slot
  }
}
