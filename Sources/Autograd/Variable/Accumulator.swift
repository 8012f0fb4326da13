import Kernels

/// Where the gradient of one input grows: what a Function's `backward` writes to.
///
/// A Variable that is used several times gets several contributions, and they are added. The first is kept as it is; a
/// later one is added in place only when nobody else sees the memory, so a tensor that a Function returned
/// is never changed behind its back.
public struct Accumulator {
  @usableFromInline var variable: Variable

  @usableFromInline
  init(_ variable: Variable) {
    self.variable = variable
  }

  /// False when the input needs no gradient; then none should be computed.
  public var isNeeded: Bool { variable.requiresGrad }

  /// The shape that the gradient must have.
  public var shape: Shape { variable.shape }

  /// Adds a gradient of the input's shape.
  public func add(_ gradient: Tensor) {
    guard isNeeded else { return }
    agreed(try shape.gradient(gradient.shape, in: "backward"))
    if let binding = variable.binding {
      binding.add(gradient)
    } else {
      addToSlot(gradient)
    }
  }

  /// Adds a gradient of the shape to which the input was broadcast: summed over the axes that were stretched.
  public func add(broadcast gradient: Tensor) {
    if isNeeded { add(gradient.sum(to: shape)) }
  }

  /// The memory to write to, and what to multiply its present contents by before adding: 0 the first time (the
  /// contents are then undefined), 1 afterwards. Must be written before anything else is added.
  public func target() -> (tensor: Tensor, beta: Float) {
    variable.binding?.target() ?? slotTarget()
  }

  private func addToSlot(_ gradient: Tensor) {
    guard variable.slot != nil else {
      variable.slot = gradient.isView ? gradient.copy() : gradient
      return
    }
    if variable.slot!.isAlone() {
      Kernels.table.pointee.accumulate(variable.slot!.pointer, gradient.pointer, gradient.count)
    } else {
      variable.slot = variable.slot! + gradient
    }
  }

  private func slotTarget() -> (tensor: Tensor, beta: Float) {
    guard variable.slot != nil else {
      let tensor = Tensor(uninitialized: shape, like: variable.data)
      variable.slot = tensor
      return (tensor, 0)
    }
    variable.slot!.makeAlone()
    return (variable.slot!, 1)
  }
}
