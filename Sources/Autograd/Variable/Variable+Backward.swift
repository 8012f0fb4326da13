/// The walk from a result back to everything it was made from.
extension Variable {
  /// Adds the gradient of this number by every leaf it was made from to their `grad`.
  ///
  /// The Variable must hold one number, such as a loss; for others give the gradient of what you are after. The graph
  /// stays until its Variables go; walking it again adds the same gradients again.
  public func backward() { _ = backward(goesOn: { true }) }

  /// The same, given up as soon as `goesOn` says no: it is asked after each Function. Gradients that were begun are of no use then.
  ///
  /// - Returns: Whether it went through.
  package func backward(goesOn: () -> Bool) -> Bool {
    precondition(
      data.count == 1,
      "backward: shape \(shape): only a single number has a gradient by itself; sum it, or call backward(gradient)")
    return backward(data.filledCopy(with: 1), goesOn: goesOn)
  }

  /// The same from a given gradient of this Variable, of its shape.
  public func backward(_ gradient: Tensor) { _ = backward(gradient, goesOn: { true }) }

  private func backward(_ gradient: Tensor, goesOn: () -> Bool) -> Bool {
    precondition(requiresGrad, "backward: nothing this Variable was made from requires a gradient")
    Accumulator(self).add(gradient)
    var order = makersInOrder()
    while let variable = order.popLast() {
      variable.handGradientOn()
      guard order.isEmpty || goesOn() else {
        for variable in order { variable.forgetWalk() }
        return false
      }
    }
    return true
  }

  /// As before the walk that is given up.
  private func forgetWalk() { (isListed, slot) = (false, nil) }

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
