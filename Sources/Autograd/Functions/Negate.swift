/// -x.
struct Negate: Function {
  func forward(_ inputs: [Tensor]) -> (Tensor, Void) {
    (-inputs[0], ())
  }

  func backward(_ gradient: Tensor, _ saved: Void) -> [Tensor?] {
    [-gradient]
  }
}
