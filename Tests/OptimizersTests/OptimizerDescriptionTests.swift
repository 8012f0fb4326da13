import Foundation
import Testing

@testable import Optimizers

@Suite struct OptimizerDescriptionTests {
  @Test("defaults are PyTorch's and have no problems", arguments: OptimizerDescription.Kind.allCases)
  func defaults(kind: OptimizerDescription.Kind) {
    let description = OptimizerDescription(kind)
    #expect(description.problems().isEmpty)
    let expected: (rate: Double, decay: Double, epsilon: Double) =
      switch kind {
      case .sgd: (1e-3, 0, 1e-8)
      case .adagrad: (1e-2, 0, 1e-10)
      case .rmsprop: (1e-2, 0, 1e-8)
      case .adam: (1e-3, 0, 1e-8)
      case .adamw: (1e-3, 1e-2, 1e-8)
      }
    #expect((description.learningRate, description.weightDecay, description.epsilon) == expected)
  }

  @Test("JSON holds what the kind reads, and comes back", arguments: UpdaterTests.descriptions)
  func json(description: OptimizerDescription) throws {
    let data = try JSONEncoder().encode(description)
    #expect(try JSONDecoder().decode(OptimizerDescription.self, from: data) == description)
    let keys = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any]).keys
    let allowed = Set(description.kind.settings.map(\.rawValue)).union(["type"])
    #expect(Set(keys).isSubset(of: allowed))
  }

  @Test("missing keys have the defaults of the kind")
  func missingKeys() throws {
    let data = Data(#"{"type": "adamw", "learning_rate": 0.1, "something": 1}"#.utf8)
    let description = try JSONDecoder().decode(OptimizerDescription.self, from: data)
    #expect(description == OptimizerDescription(.adamw) { $0.learningRate = 0.1 })
  }

  @Test("all problems are told at once, with the key")
  func problems() {
    let description = OptimizerDescription(.sgd) {
      ($0.learningRate, $0.nesterov, $0.clipNorm) = (-1, true, 0)
      $0.beta1 = 7  // SGD does not read it.
    }
    #expect(description.problems().map(\.setting) == [.learningRate, .clipNorm, .nesterov])
    #expect(description.problems().first?.message == "learning_rate: must be 0 or more, is -1.0")
  }

  @Test("shares must stay below 1", arguments: [1, -0.1, .nan, .infinity])
  func shares(value: Double) {
    let description = OptimizerDescription(.adam) { ($0.beta1, $0.beta2) = (value, value) }
    #expect(description.problems().map(\.setting) == [.beta1, .beta2])
  }
}
