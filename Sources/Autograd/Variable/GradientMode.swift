/// Whether Functions are recorded for a backward walk. Bound to the running task or thread.
@usableFromInline
enum GradientMode {
  @TaskLocal @usableFromInline static var isOn = true

  /// Whether a Function of these inputs must be recorded.
  @usableFromInline
  static func records(_ inputs: [Variable]) -> Bool {
    for input in inputs where input.requiresGrad { return isOn }
    return false
  }
}

/// Runs the closure without recording Functions: evaluation needs no gradients, and then keeps nothing alive for them.
///
///     let predictions = withoutGradients { model(images).data }
///
/// It holds for what this thread does inside the closure. Threads that Dispatch starts from within do not inherit it:
/// call it inside the block that computes.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
  try GradientMode.$isOn.withValue(false, operation: body)
}
