import Autograd
import CKernels
import Kernels

/// The losses that compare each value of the output with its target. The loss of a sample is the mean over its values,
/// so that the mean over samples is PyTorch's mean over everything.
struct ErrorOfValues: Loss {
  enum Kind {
    /// d^2.
    case squared
    /// |d|.
    case absolute
    /// d^2 / 2 within delta, delta (|d| - delta / 2) outside. P. Huber, Annals of Statistics 35, 1964.
    case huber(delta: Float)
    /// -t log sigmoid(x) - (1 - t) log(1 - sigmoid(x)), from logits x.
    case binaryCrossEntropy

    var name: String {
      switch self {
      case .squared: "mse"
      case .absolute: "l1"
      case .huber: "huber"
      case .binaryCrossEntropy: "bce_with_logits"
      }
    }
  }

  let kind: Kind
  let values: Tensor

  func sum(of output: Tensor, gradient: Tensor?) -> mgd_loss {
    check(values, against: output, in: kind.name)
    let samples = output.shape.sizes.first ?? 1
    let size = max(output.count / max(samples, 1), 1)
    var loss = withExtendedLifetime(output.place(for: gradient)) { sumOfAll(output, into: $0.pointer) }
    if size > 1 {
      loss.sum /= Double(size)
      if let gradient {
        Kernels.table.pointee.mul_scalar(gradient.pointer, gradient.pointer, 1 / Float(size), gradient.count)
      }
    }
    if case .binaryCrossEntropy = kind { loss.correct = samplesOnTheRightSide(output, samples, size) }
    return loss
  }

  private func sumOfAll(_ output: Tensor, into g: UnsafeMutablePointer<Float>) -> mgd_loss {
    var loss = mgd_loss()
    let (kernels, x, t, n) = (Kernels.table, output.pointer, values.pointer, output.count)
    switch kind {
    case .squared: kernels.pointee.mse(g, &loss, x, t, n)
    case .absolute: kernels.pointee.l1(g, &loss, x, t, n)
    case .huber(let delta): kernels.pointee.huber(g, &loss, x, t, delta, n)
    case .binaryCrossEntropy: kernels.pointee.bce_with_logits(g, &loss, x, t, n)
    }
    return loss
  }

  /// Samples all of whose logits are on the side of 0 that their targets are on of one half.
  private func samplesOnTheRightSide(_ logits: Tensor, _ samples: Int, _ size: Int) -> Int {
    (0..<samples).count { sample in
      (sample * size..<(sample + 1) * size).allSatisfy { (logits.pointer[$0] > 0) == (values.pointer[$0] > 0.5) }
    }
  }
}
