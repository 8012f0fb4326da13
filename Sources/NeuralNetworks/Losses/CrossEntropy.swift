import Autograd
import CKernels
import Kernels

/// -sum over classes of target * log softmax(logits), for one class a sample: -log softmax(logits)[class].
///
/// Label smoothing s makes the target (1 - s) onehot + s / classes. C. Szegedy and others, CVPR 2016, section 7.
struct CrossEntropy: Loss {
  let classes: [Int32]
  let labelSmoothing: Float

  func sum(of output: Tensor, gradient: Tensor?) -> mgd_loss {
    let (rows, columns) = output.rowsAndColumns(in: "cross_entropy")
    check(classes, rows: rows, columns: columns, in: "cross_entropy")
    var loss = mgd_loss()
    let kernels = Kernels.table
    if let gradient {
      kernels.pointee.cross_entropy(
        gradient.pointer, &loss, output.pointer, classes, labelSmoothing, rows, columns)
    } else {
      kernels.pointee.cross_entropy_loss(&loss, output.pointer, classes, labelSmoothing, rows, columns)
    }
    return loss
  }
}

/// The same for a probability of each class; a sample counts as correct when the largest logit is where the largest
/// probability is.
struct CrossEntropyWithProbabilities: Loss {
  let probabilities: Tensor
  let labelSmoothing: Float

  func sum(of output: Tensor, gradient: Tensor?) -> mgd_loss {
    let (rows, columns) = output.rowsAndColumns(in: "cross_entropy")
    check(probabilities, against: output, in: "cross_entropy")
    var loss = mgd_loss()
    withExtendedLifetime(output.place(for: gradient)) { place in
      Kernels.table.pointee.cross_entropy_probabilities(
        place.pointer, &loss, output.pointer, probabilities.pointer, labelSmoothing, rows, columns)
    }
    loss.correct = output.rowsAgreeing(with: probabilities.largestInRows(rows, columns))
    return loss
  }
}
