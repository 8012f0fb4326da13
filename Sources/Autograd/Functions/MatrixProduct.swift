/// a . b with batches that broadcast. The products of the way back go straight into the accumulators:
/// da = gradient . b', db = a' . gradient, summed over a stretched batch.
struct MatrixProduct: AccumulatingFunction {
  func forward(_ inputs: [Tensor]) -> (Tensor, (a: Tensor, b: Tensor)) {
    (inputs[0].matmul(inputs[1]), (inputs[0], inputs[1]))
  }

  func backward(_ gradient: Tensor, _ saved: (a: Tensor, b: Tensor), into inputs: [Accumulator]) {
    if inputs[0].isNeeded {
      let (target, beta) = inputs[0].target()
      Tensor.products(target, gradient, saved.b, transposeRight: true, betas: beta)
    }
    if inputs[1].isNeeded {
      let (target, beta) = inputs[1].target()
      Tensor.products(target, saved.a, gradient, transposeLeft: true, betas: beta)
    }
  }
}
