import Foundation
import Testing

@Suite("mgd doctor")
struct DoctorCommandTests {
  private static let files = """
    format = "idx"
    train = { inputs = "images", targets = "labels" }
    """

  @Test("data that are there and a run directory that can be made are in order, and nothing is made")
  func good() throws {
    let workshop = try Workshop(data: Self.files)
    for name in ["images", "labels"] { _ = try workshop.scratch.write([1], to: name) }
    let result = try workshop.mgd("doctor", "--config", "run.toml")
    #expect(result.output.contains("2 files are there and can be read; mgd check reads them whole"), "\(result.output)")
    #expect(result.output.contains("runs/small can be written by this user"), "\(result.output)")
    #expect(try workshop.scratch.names.filter { !$0.hasPrefix(".") } == ["images", "labels", "run.toml"])
    let generated = try Workshop().mgd(
      "doctor", "--config", "run.toml", "--set", "run.directory=\(workshop.scratch.path)")
    #expect(
      generated.output.contains("generated: no files") && !generated.output.contains("BAD"), "\(generated.output)")
  }

  @Test("each file that is not there is told, and what stands where the run's directory should be")
  func bad() throws {
    let workshop = try Workshop(data: Self.files)
    try FileManager.default.createDirectory(atPath: workshop.scratch.file("labels"), withIntermediateDirectories: false)
    _ = try workshop.scratch.write([], to: "runs")
    let result = try workshop.mgd("doctor", "--config", "run.toml")
    #expect(result.exitCode == 1)
    for words in [
      "train.inputs images: No such file or directory; put it there",
      "train.targets labels: expected a file, found a directory",
      "runs/small: cannot be written (", "choose another with --set run.directory=DIR",
    ] {
      #expect(result.output.contains(words), "\(result.output)")
    }
  }
}
