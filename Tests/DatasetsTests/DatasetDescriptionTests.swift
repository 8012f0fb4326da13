import Foundation
import Testing

@testable import Datasets

@Suite struct DatasetDescriptionTests {
  static let idx = DatasetDescription(
    .idx(
      IDXFiles(
        train: IDXPair(inputs: "a", targets: "b"), validation: IDXPair(inputs: "c", targets: "d"), directory: "/data")),
    scale: .standard)

  @Test("the coded form has the keys of the run file")
  func keys() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(Self.idx), as: UTF8.self)
    #expect(
      text == #"{"directory":"\/data","format":"idx","scale":"standard","train":{"inputs":"a","targets":"b"},"#
        + #""validation":{"inputs":"c","targets":"d"}}"#)
  }

  @Test(
    "a description survives its coded form",
    arguments: [
      idx, DatasetDescription(.idx(IDXFiles(train: IDXPair(inputs: "a", targets: "b")))),
      DatasetDescription(.generated(GeneratedData(.spirals, samples: 7, validationSamples: 0, seed: 9)), scale: .none),
    ])
  func roundTrip(description: DatasetDescription) throws {
    let bytes = try JSONEncoder().encode(description)
    #expect(try JSONDecoder().decode(DatasetDescription.self, from: bytes) == description)
  }

  @Test("defaults fill what is left out")
  func defaults() throws {
    let text = #"{"format":"generated","name":"xor"}"#
    let description = try JSONDecoder().decode(DatasetDescription.self, from: Data(text.utf8))
    #expect(description == DatasetDescription(.generated(GeneratedData(.xor)), scale: .unit))
  }

  @Test("all problems are found at once")
  func problems() {
    let data = GeneratedData(.xor, samples: 0, validationSamples: -1)
    #expect(DatasetDescription(.generated(data)).problems().map(\.key) == ["samples", "validation_samples"])
    let files = IDXFiles(train: IDXPair(inputs: "", targets: "b"), validation: IDXPair(inputs: "c", targets: ""))
    #expect(DatasetDescription(.idx(files)).problems().map(\.key) == ["train.inputs", "validation.targets"])
    #expect(Self.idx.problems().isEmpty)
  }
}
