/// Each x to the power of each y. d/dx = y x^(y - 1), d/dy = x^y log x; as in PyTorch 0 where these say 0 times infinity: by
/// x where y is 0, by y where x is 0 and y is not negative.
struct PowerOfVariables: AccumulatingFunction {
  typealias Saved = (x: Tensor, y: Tensor, power: Tensor)

  func forward(_ inputs: [Tensor]) -> (Tensor, Saved) {
    let shape = agreed(try Shape.broadcast(inputs[0].shape, inputs[1].shape, in: "power"))
    let (x, y) = (inputs[0].expanded(to: shape), inputs[1].expanded(to: shape))
    let power = x.power(y)
    return (power, (x, y, power))
  }

  func backward(_ gradient: Tensor, _ saved: Saved, into inputs: [Accumulator]) {
    if inputs[0].isNeeded { inputs[0].add(broadcast: byBase(gradient, saved)) }
    if inputs[1].isNeeded { inputs[1].add(broadcast: byExponent(gradient, saved)) }
  }

  private func byBase(_ gradient: Tensor, _ saved: Saved) -> Tensor {
    let slope = saved.x.power(saved.y - 1) * saved.y
    return gradient * slope.replacing(with: 0) { saved.y.pointer[$0] == 0 }
  }

  private func byExponent(_ gradient: Tensor, _ saved: Saved) -> Tensor {
    let slope = saved.power * saved.x.log()
    return gradient * slope.replacing(with: 0) { saved.x.pointer[$0] == 0 && saved.y.pointer[$0] >= 0 }
  }
}

extension Tensor {
  /// The tensor itself, with a number written where the condition on the position holds.
  fileprivate consuming func replacing(with value: Float, where condition: (Int) -> Bool) -> Tensor {
    makeAlone()
    for position in 0..<count where condition(position) { pointer[position] = value }
    return self
  }
}
