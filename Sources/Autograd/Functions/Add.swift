/// a + b. Both get the gradient as it is, summed where they were stretched.
struct Add: AccumulatingFunction {
  func forward(_ inputs: [Tensor]) -> (Tensor, Void) {
    (inputs[0] + inputs[1], ())
  }

  func backward(_ gradient: Tensor, _ saved: Void, into inputs: [Accumulator]) {
    inputs[0].add(broadcast: gradient)
    inputs[1].add(broadcast: gradient)
  }
}
