import CKernels
import Kernels

/// An optimizer over one flat vector: its state, its step count, and the update itself, in one pass.
///
/// What it does is a function of the description, the gradients and their order alone, so that replicas that apply the
/// same averages stay equal to the bit. It has one owner at a time; nothing in it is locked.
package final class Updater {
  package let description: OptimizerDescription
  package let count: Int
  /// Steps taken so far.
  package private(set) var stepCount = 0
  /// What the next step uses. A schedule sets it between steps.
  package var learningRate: Double

  private var rule: any UpdateRule
  let state: [(name: String, vector: FloatVector)]
  // The kernels take the state as an array of pointers by slot.
  private let slots: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>

  /// For vectors of `count` elements. The description has no problems.
  package init(_ description: OptimizerDescription, count: Int) {
    precondition(description.problems().isEmpty, "Updater: \(description.problems())")
    self.description = description
    self.count = count
    learningRate = description.learningRate
    let rule = description.rule
    let vectors = rule.stateNames.map { $0 == nil ? nil : FloatVector(repeating: rule.initialState, count: count) }
    slots = .allocate(capacity: Self.slotCount)
    slots.initialize(repeating: nil, count: Self.slotCount)
    for (slot, vector) in vectors.enumerated() { slots[slot] = vector?.pointer }
    state = zip(rule.stateNames, vectors).compactMap { name, vector in
      if let name, let vector { (name, vector) } else { nil }
    }
    self.rule = rule
  }

  deinit { slots.deallocate() }

  private static var slotCount: Int { 3 }

  /// The state vectors, by PyTorch's names, in a fixed order. They live as long as the updater.
  package var stateVectors: [(name: String, buffer: UnsafeMutableBufferPointer<Float>)] {
    state.map { ($0.name, $0.vector.buffer) }
  }

  /// Takes one step.
  ///
  /// Each gradient is multiplied by `scale` first and rounded, so that a sum and 1 / samples give the bits of the
  /// average and 1. Then comes the clip coefficient, if the description clips, then the rule.
  package func apply(
    average gradient: UnsafePointer<Float>, to weights: UnsafeMutablePointer<Float>, scale: Float = 1
  ) {
    apply(average: [UnsafeBufferPointer(start: gradient, count: count)], to: weights, scale: scale)
  }

  /// The same with a gradient that lies in pieces, which together have at least `count` numbers; what they have beyond is left alone.
  ///
  /// All pieces but the last have a multiple of 4,096 numbers: a clip norm is summed in such blocks, and so has the same bits.
  package func apply(
    average pieces: [UnsafeBufferPointer<Float>], to weights: UnsafeMutablePointer<Float>, scale: Float
  ) {
    let pieces = pieces.prefixing(count)
    stepCount += 1
    var figures = rule.figures(ofStep: stepCount, learningRate: learningRate)
    figures.scale = scale
    if let limit = description.clipNorm { figures.clip = clipCoefficient(pieces, scale: scale, limit: limit) }
    var offset = 0
    for piece in pieces {
      guard let gradient = piece.baseAddress else { continue }
      update(weights + offset, gradient, &figures, at: offset, count: piece.count)
      offset += piece.count
    }
  }

  private func update(
    _ weights: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>, _ figures: inout mgd_update,
    at offset: Int, count: Int
  ) {
    withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<Float>?.self, capacity: Self.slotCount) { shifted in
      for slot in 0..<Self.slotCount { shifted.initializeElement(at: slot, to: slots[slot].map { $0 + offset }) }
      guard let state = shifted.baseAddress else { return }
      rule.update(weights, state, gradient, &figures, count: count)
    }
  }

  /// Goes on after `steps` steps whose state vectors have been copied in. What depends on the step count is
  /// multiplied up again, as it was the first time.
  package func resume(afterSteps steps: Int) {
    precondition(steps >= 0, "Updater.resume: \(steps) steps")
    rule = description.rule
    for step in stride(from: 1, through: steps, by: 1) {
      _ = rule.figures(ofStep: step, learningRate: learningRate)
    }
    stepCount = steps
  }
}
