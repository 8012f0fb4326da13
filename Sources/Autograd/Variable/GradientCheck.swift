/// What ``gradientCheck(at:step:tolerance:of:)`` found.
public struct GradientReport: CustomStringConvertible {
  /// An element for which the two gradients differ by more than the tolerance.
  public struct Mismatch: CustomStringConvertible {
    /// Which input, and which of its elements in row-major order.
    public let input: Int
    public let element: Int
    public let backward: Double
    public let differences: Double

    public var description: String {
      "input \(input), element \(element): backward gives \(backward), differences give \(differences)"
    }
  }

  public var mismatches: [Mismatch] = []
  /// The largest difference found, divided by 1 + |gradient|.
  public var largestError = 0.0

  /// Whether every element agreed.
  public var passed: Bool { mismatches.isEmpty }

  public var description: String {
    passed
      ? "gradients agree, at worst to \(largestError)"
      : mismatches.map(\.description).joined(separator: "\n")
  }
}

/// Compares the gradients that `backward` finds with finite differences, at a point, by every element of every input.
///
///     let report = gradientCheck(at: [x, y]) { $0[0] * $0[1] }
///     #expect(report.passed, "\(report)")
///
/// The result is projected to one number by fixed random weights, summed in Double. Each element x is moved by the step
/// to both sides, and the difference of the projections is divided by the difference really taken, which rounding makes
/// other than two steps. The gradients must agree to `tolerance * (1 + |gradient|)`.
///
/// Arithmetic is in Float, so the step is large: at the default of 2^-7 right gradients agree to about 3e-4, while at 2^-10
/// rounding drowns those of matrix products. Keep the inputs near 1 and at least four steps away from kinks (0 for ReLU and
/// the absolute value, equal elements for maxima), where differences mean nothing.
public func gradientCheck(
  at inputs: [Tensor], step: Float = 0x1p-7, tolerance: Double = 2e-3, of function: ([Variable]) -> Variable
) -> GradientReport {
  let variables = inputs.map { Variable($0, requiresGrad: true) }
  let result = function(variables)
  result.backward(projection(for: result.shape))
  var report = GradientReport()
  for (number, input) in inputs.enumerated() {
    for element in 0..<input.count {
      let backward = Double(variables[number].grad?.scalars[element] ?? 0)
      let differences = slope(of: function, at: inputs, input: number, element: element, step: step)
      let error = abs(backward - differences) / (1 + abs(differences))
      report.largestError = max(report.largestError, error)
      if !(error <= tolerance) {
        report.mismatches.append(
          .init(input: number, element: element, backward: backward, differences: differences))
      }
    }
  }
  return report
}

/// The same for one Function.
public func gradientCheck(
  of function: some AccumulatingFunction, at inputs: [Tensor], step: Float = 0x1p-7, tolerance: Double = 2e-3
) -> GradientReport {
  gradientCheck(at: inputs, step: step, tolerance: tolerance) { function.apply(to: $0) }
}

/// The difference quotient of the projected result by one element.
private func slope(
  of function: ([Variable]) -> Variable, at inputs: [Tensor], input: Int, element: Int, step: Float
) -> Double {
  let middle = inputs[input].scalars[element]
  func value(at moved: Float) -> Double {
    var scalars = inputs[input].scalars
    scalars[element] = moved
    var changed = inputs
    changed[input] = Tensor(scalars, shape: inputs[input].shape)
    let result = withoutGradients { function(changed.map { Variable($0) }).data }
    return zip(result.scalars, projection(for: result.shape).scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  let (above, below) = (middle + step, middle - step)
  return (value(at: above) - value(at: below)) / (Double(above) - Double(below))
}

/// Weights between -1 and 1, always the same ones. SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", 2014).
private func projection(for shape: Shape) -> Tensor {
  Tensor(
    (0..<shape.count).map { position in
      var bits = UInt64(position + 1) &* 0x9E37_79B9_7F4A_7C15
      bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
      return Float((bits ^ (bits >> 31)) >> 40) * 0x1p-23 - 1
    }, shape: shape)
}
