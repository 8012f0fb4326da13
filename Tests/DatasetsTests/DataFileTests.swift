import Foundation
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
    #expect(other?.description.contains("found 1 bytes; this is not the run's data") == true)
  }

  @Test("a file of the right bytes is found behind namesakes that have others, or are none")
  func namesakes() throws {
    let (home, away) = (try Scratch(), try Scratch())
    _ = try DatasetTests.images(home)
    let bytes = try home.bytes("y")
    let file = try DataFile(role: .trainTargets, path: home.file("y"))
    for (directory, other) in [("long", bytes + [0]), ("same-size", bytes.map { ~$0 })] {
      try FileManager.default.createDirectory(atPath: away.file(directory), withIntermediateDirectories: false)
      _ = try away.write(other, to: "\(directory)/y")
    }
    try FileManager.default.createDirectory(atPath: away.file("place/y"), withIntermediateDirectories: true)
    let directories = ["long", "same-size", "place"].map { away.file($0) }
    let found = directories.map { file.lack(in: [$0])?.description ?? "" }
    #expect(found[0].contains("/long/y: expected \(bytes.count) bytes with SHA-256 \(file.sha256), found"))
    #expect(found[1].contains("found \(bytes.count) bytes with SHA-256") && found[2].contains("found no plain file"))
    _ = try away.write(bytes, to: "place/\(file.sha256)")
    #expect(file.lack(in: directories) == nil)
    #expect(try file.find(in: directories) == away.file("place/\(file.sha256)"))
  }

  @Test("a file that cannot be read is told, and in nobody's way")
  func unreadable() throws {
    let (home, away) = (try Scratch(), try Scratch())
    let file = DataFile(role: .trainTargets, name: "y", bytes: 0, sha256: Self.emptyDigest)
    // Its size is 0, and reading it fails, also for root.
    try FileManager.default.createSymbolicLink(atPath: away.file("y"), withDestinationPath: "/proc/self/mem")
    guard case .unreadable(away.file("y"), _)? = file.lack(in: [away.path]) else {
      Issue.record("\(String(describing: file.lack(in: [away.path])))")
      return
    }
    _ = try home.write([], to: "empty")
    #expect(try file.find(in: [away.path, home.path]) == home.file("empty"))
  }

  private static let emptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

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
