import Foundation
import Testing

@testable import Optimizers

/// One optimizer's 100 steps in PyTorch; References/make_references.py wrote them.
struct Reference: Decodable, Sendable, CustomTestStringConvertible {
  let optimizer: OptimizerDescription
  let weights: [String: [Float]]
  let state: [String: [Float]]

  var testDescription: String { "\(optimizer.kind) \(optimizer)" }

  private struct File: Decodable {
    let count: Int
    let cases: [Reference]
  }

  static let all: [Reference] = {
    guard let url = Bundle.module.url(forResource: "References/references", withExtension: "json"),
      let file = try? JSONDecoder().decode(File.self, from: Data(contentsOf: url))
    else { return [] }
    return file.cases
  }()

  /// The rule by which the script makes weights and gradients.
  static func numbers(_ seed: Int) -> [Float] {
    var state = UInt32(truncatingIfNeeded: seed) &* 2_654_435_761 | 1
    return (0..<19).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 8) * 0x1p-24 * 2 - 1
    }
  }
}

@Suite struct ReferenceTests {
  @Test("the references are there")
  func references() {
    #expect(Reference.all.count == 40)
    #expect(Set(Reference.all.map(\.optimizer.kind)) == Set(OptimizerDescription.Kind.allCases))
  }

  @Test("100 steps agree with PyTorch", arguments: Reference.all)
  func hundredSteps(reference: Reference) throws {
    let updater = Updater(reference.optimizer, count: 19)
    var weights = Reference.numbers(1)
    for step in 1...100 {
      let gradient = zip(Reference.numbers(step + 1), weights).map { $0 + 0.1 * $1 }
      updater.apply(average: gradient, to: &weights)
      if let expected = reference.weights["\(step)"] { expectClose(weights, expected, "step \(step)") }
    }
    #expect(Set(updater.stateVectors.map(\.name)) == Set(reference.state.keys))
    for (name, buffer) in updater.stateVectors {
      expectClose(Array(buffer), try #require(reference.state[name]), name)
    }
  }

  private func expectClose(_ values: [Float], _ expected: [Float], _ place: String) {
    let worst = zip(values, expected).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
    #expect(worst <= 2e-5, "\(place): \(worst)")
  }
}
