import Autograd
import Kernels

/// The activations whose gradient is a function of their output: they can be applied in place, and nothing but the
/// output is kept for the way back.
enum FusedActivation {
  case identity, relu, sigmoid, tanh
  /// With a positive slope, so that the output has the sign of the input.
  case leakyReLU(slope: Float)

  /// Nil for those that are applied on their own.
  init?(_ activation: Activation) {
    switch activation {
    case .relu: self = .relu
    case .leakyReLU(let slope) where slope > 0: self = .leakyReLU(slope: slope)
    case .sigmoid: self = .sigmoid
    case .tanh: self = .tanh
    default: return nil
    }
  }

  /// out (rows, columns) = f(out + bias), in place.
  func apply(_ out: Tensor, bias: Tensor, rows: Int, columns: Int) {
    let (kernels, y, b) = (Kernels.table, out.pointer, bias.pointer)
    switch self {
    case .identity: kernels.pointee.add_row(y, y, b, rows, columns)
    case .relu: kernels.pointee.bias_relu(y, b, rows, columns)
    case .leakyReLU(let slope): kernels.pointee.bias_leaky_relu(y, b, slope, rows, columns)
    case .sigmoid: kernels.pointee.bias_sigmoid(y, b, rows, columns)
    case .tanh: kernels.pointee.bias_tanh(y, b, rows, columns)
    }
  }

  /// out = f(out), in place.
  func apply(_ out: Tensor) {
    let (kernels, y, n) = (Kernels.table, out.pointer, out.count)
    switch self {
    case .identity: break
    case .relu: kernels.pointee.relu(y, y, n)
    case .leakyReLU(let slope): kernels.pointee.leaky_relu(y, y, slope, n)
    case .sigmoid: kernels.pointee.sigmoid(y, y, n)
    case .tanh: kernels.pointee.tanh(y, y, n)
    }
  }

  /// gradient *= f'(output), in place, and bias (columns) = its sums over the rows + beta * bias.
  func backward(
    _ gradient: Tensor, _ output: Tensor, bias: Tensor, beta: Float, rows: Int, columns: Int
  ) {
    let (kernels, g, y, b) = (Kernels.table, gradient.pointer, output.pointer, bias.pointer)
    switch self {
    case .identity: kernels.pointee.sum_columns(b, g, beta, rows, columns)
    case .relu: kernels.pointee.relu_backward_bias(g, y, b, beta, rows, columns)
    case .leakyReLU(let slope): kernels.pointee.leaky_relu_backward_bias(g, y, b, beta, slope, rows, columns)
    case .sigmoid: kernels.pointee.sigmoid_backward_bias(g, y, b, beta, rows, columns)
    case .tanh: kernels.pointee.tanh_backward_bias(g, y, b, beta, rows, columns)
    }
  }

  /// gradient *= f'(output), in place.
  func backward(_ gradient: Tensor, _ output: Tensor) {
    let (kernels, g, y, n) = (Kernels.table, gradient.pointer, output.pointer, gradient.count)
    switch self {
    case .identity: break
    case .relu: kernels.pointee.relu_backward(g, g, y, n)
    case .leakyReLU(let slope): kernels.pointee.leaky_relu_backward(g, g, y, slope, n)
    case .sigmoid: kernels.pointee.sigmoid_backward(g, g, y, n)
    case .tanh: kernels.pointee.tanh_backward(g, g, y, n)
    }
  }
}
