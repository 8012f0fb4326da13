import Kernels

/// slope * x below 0, x above; the derivative at 0 is the slope.
struct LeakyReLU: Function {
  let slope: Float

  func forward(_ inputs: [Tensor]) -> (Tensor, Tensor) {
    (inputs[0].through(Kernels.table.pointee.leaky_relu, slope), inputs[0])
  }

  func backward(_ gradient: Tensor, _ x: Tensor) -> [Tensor?] {
    let result = Tensor(uninitialized: x.shape, like: gradient, x)
    Kernels.table.pointee.leaky_relu_backward(result.pointer, gradient.pointer, x.pointer, slope, x.count)
    return [result]
  }
}
