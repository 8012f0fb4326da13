/// The smaller of a and b. It gets the gradient; where they are equal, each gets half.
struct Minimum: AccumulatingFunction {
  func forward(_ inputs: [Tensor]) -> (Tensor, (a: Tensor, b: Tensor)) {
    (.minimum(inputs[0], inputs[1]), (inputs[0], inputs[1]))
  }

  func backward(_ gradient: Tensor, _ saved: (a: Tensor, b: Tensor), into inputs: [Accumulator]) {
    let (a, b) = (saved.a.expanded(to: gradient.shape), saved.b.expanded(to: gradient.shape))
    if inputs[0].isNeeded { inputs[0].add(broadcast: gradient.whereLarger(b, than: a)) }
    if inputs[1].isNeeded { inputs[1].add(broadcast: gradient.whereLarger(a, than: b)) }
  }
}
