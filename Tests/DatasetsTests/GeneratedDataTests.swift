import Foundation
import Testing

@testable import Datasets

@Suite struct GeneratedDataTests {
  static func load(_ data: GeneratedData, _ scale: DataScale = .unit) throws -> TrainingData {
    try TrainingData(DatasetDescription(.generated(data), scale: scale))
  }

  @Test("the same description gives the same data, another seed does not", arguments: GeneratedData.Name.allCases)
  func deterministic(name: GeneratedData.Name) throws {
    let data = GeneratedData(name, samples: 50, validationSamples: 20, seed: 3)
    let (first, second) = (try Self.load(data), try Self.load(data))
    #expect(first.train.inputs == second.train.inputs)
    #expect(first.validation?.inputs == second.validation?.inputs)
    #expect(first.train.count == 50 && first.validation?.count == 20)
    let other = try Self.load(GeneratedData(name, samples: 50, validationSamples: 0, seed: 4))
    #expect(other.train.inputs != first.train.inputs)
    #expect(other.validation == nil)
  }

  @Test("more samples begin with the same ones")
  func prefix() throws {
    let few = try Self.load(GeneratedData(.spirals, samples: 10)).train
    let many = try Self.load(GeneratedData(.spirals, samples: 20)).train
    guard case .floats(let short) = few.inputs, case .floats(let long) = many.inputs else {
      Issue.record("generated inputs are floats")
      return
    }
    #expect(Array(long.prefix(20)) == short)
  }

  @Test("classes are those of the picture", arguments: [(GeneratedData.Name.xor, 2), (.rings, 2), (.spirals, 3)])
  func classes(name: GeneratedData.Name, count: Int) throws {
    let data = try Self.load(GeneratedData(name, samples: 300)).train
    guard case .classes(let classes) = data.targets, case .floats(let inputs) = data.inputs else {
      Issue.record("\(name) has classes and floats")
      return
    }
    #expect(data.classCount == count)
    for (id, label) in classes.enumerated() {
      let (x, y) = (inputs[2 * id], inputs[2 * id + 1])
      switch name {
      case .xor: #expect((x * y < 0 ? 1 : 0) == label)
      case .rings: #expect((x * x + y * y > 0.42 ? 1 : 0) == label)
      default: #expect(x * x + y * y <= 1.0001)
      }
    }
  }

  @Test("the plane has values")
  func plane() throws {
    let data = try Self.load(GeneratedData(.plane, samples: 100)).train
    guard case .values(let values, let shape) = data.targets, case .floats(let inputs) = data.inputs else {
      Issue.record("the plane has values and floats")
      return
    }
    #expect(shape == [1])
    for (id, value) in values.enumerated() {
      #expect(abs(2 * inputs[2 * id] - 3 * inputs[2 * id + 1] + 0.5 - value) <= 0.051)
    }
  }

  @Test("the validation set is scaled by the training set's numbers")
  func scaled() throws {
    let data = try Self.load(GeneratedData(.plane, samples: 100), .standard)
    #expect(data.train.scaling != .identity)
    #expect(data.validation?.scaling == data.train.scaling)
  }

  @Test("turns agree with sine and cosine")
  func turns() {
    for turn in stride(from: -2.0, through: 2.0, by: 0.0137) {
      let (turns, angle) = (Turns(turn), turn * 2 * Double.pi)
      #expect(abs(turns.cosine - cos(angle)) < 1e-14 && abs(turns.sine - sin(angle)) < 1e-14)
    }
  }
}
