import Foundation
import Testing

@testable import RunFiles

@Suite struct ConfigurationsTests {
  static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "configs")

  static var files: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: directory.path).filter { $0.hasSuffix(".toml") }.sorted()
    }
  }

  @Test("every run file that is offered is sound, bears its own name and has no warning")
  func sound() throws {
    let files = try Self.files
    #expect(files.contains("fashion-mnist.toml") && files.contains("xor.toml"))
    for file in files {
      let settings = try RunFile.load(Self.directory.appending(path: file).path) { Issue.record("\($0)") }
      #expect(settings.run.name + ".toml" == file)
      #expect(settings.model.problems().isEmpty)
    }
  }

  @Test("the first run file trains the network that the README speaks of")
  func fashion() throws {
    let settings = try RunFile.load(Self.directory.appending(path: "fashion-mnist.toml").path)
    #expect(settings.model.summary().map(\.output) == [[784], [128], [64], [10]])
    #expect(settings.model.summary().map(\.name) == ["0", "1", "3", "5"])
    #expect(settings.batch == .init(size: 256, shards: 8) && settings.run.epochs == 10)
  }
}
