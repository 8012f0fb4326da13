import TestKit
import Testing

@testable import Datasets

@Suite struct DataFileTests {
  @Test("files are found by their content, under their own name or another")
  func found() throws {
    let (home, away) = (try Scratch(), try Scratch())
    let description = try DatasetTests.images(home)
    let manifest = try description.manifest()
    _ = try away.write(home.bytes("x.gz"), to: "x.gz")
    _ = try away.write(home.bytes("y"), to: "labels")
    _ = try away.write([UInt8](repeating: 0, count: 11), to: "a")
    let located = try description.located(manifest, in: ["/nowhere", away.path])
    #expect(located.paths.map(\.path) == [away.file("x.gz"), away.file("labels")])
    #expect(try TrainingData(located).digest() == TrainingData(description).digest())
  }

  @Test("a file with the name and other bytes is told apart from none")
  func different() throws {
    let (home, away) = (try Scratch(), try Scratch())
    let description = try DatasetTests.images(home)
    let manifest = try description.manifest()
    let missing = #expect(throws: DatasetError.self) { try description.located(manifest, in: [away.path]) }
    #expect(missing?.exitCode == 66)
    _ = try away.write([1], to: "x.gz")
    let other = #expect(throws: DatasetError.self) { try description.located(manifest, in: [away.path]) }
    #expect(other?.exitCode == 65)
  }

  @Test("the digest follows labels, scaling and numbers")
  func digest() throws {
    let scratch = try Scratch()
    let first = try TrainingData(DatasetTests.images(scratch)).digest()
    var description = try DatasetTests.images(scratch, labels: [0, 1, 3])
    let labels = try TrainingData(description).digest()
    description.scale = .standard
    let scaling = try TrainingData(description).digest()
    #expect(Set([first, labels, scaling]).count == 3)
    #expect(try TrainingData(DatasetTests.images(scratch)).digest() == first)
  }
}
