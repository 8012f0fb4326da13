/// The largest along an axis. The gradient goes to it, in equal parts where several are the largest (PyTorch's `amax`).
struct MaximumOverAxis: Function {
  let axis: Int
  let keepDimensions: Bool

  func forward(_ inputs: [Tensor]) -> (Tensor, (x: Tensor, largest: Tensor)) {
    let largest = inputs[0].max(over: axis, keepDimensions: keepDimensions)
    return (largest, (inputs[0], largest))
  }

  func backward(_ gradient: Tensor, _ saved: (x: Tensor, largest: Tensor)) -> [Tensor?] {
    let shape = saved.x.shape
    let axis = axis < 0 ? axis + shape.rank : axis
    let result = saved.x.filledCopy(with: 0)
    let (outer, size, inner) = shape.split(at: axis)
    for block in 0..<outer {
      for column in 0..<inner {
        let entries = (0..<size).lazy.map { (block * size + $0) * inner + column }
        let kept = block * inner + column
        let winners = entries.filter { saved.x.pointer[$0] == saved.largest.pointer[kept] }
        let share = gradient.pointer[kept] / Float(winners.count)
        for winner in winners { result.pointer[winner] = share }
      }
    }
    return [result]
  }
}
