import Autograd
import CKernels

/// -output[class]: for outputs that are logarithms of probabilities, as log-softmax gives them.
struct NegativeLogLikelihood: Loss {
  let classes: [Int32]

  func sum(of output: Tensor, gradient: Tensor?) -> mgd_loss {
    let (rows, columns) = output.rowsAndColumns(in: "nll")
    check(classes, rows: rows, columns: columns, in: "nll")
    gradient?.fill(with: 0)
    var sum = 0.0
    for row in 0..<rows {
      let place = row * columns + Int(classes[row])
      sum -= Double(output.pointer[place])
      gradient?.pointer[place] = -1
    }
    return mgd_loss(sum: sum, correct: output.rowsAgreeing(with: classes))
  }
}
