import Foundation
import TestKit
import Testing

extension EndToEnd {
  /// A package installs the companion alone, with links by the other programs' names.
  @Suite struct ProgramNamesTests {
    @Test(
      "the companion, called by another program's name, is that program", arguments: ["mgd-coordinator", "mgd-worker"])
    func links(program: String) throws {
      let training = try Training()
      let release = URL(fileURLWithPath: try #require(Programs.release)).path
      try FileManager.default.createSymbolicLink(
        atPath: training.file(program), withDestinationPath: "\(release)/mgd")
      let linked = try Programs.run(training.file(program), ["--help"], in: training.directory)
      let built = try Programs.run("\(release)/\(program)", ["--help"], in: training.directory)
      #expect(linked.code == 0)
      #expect(linked.output == built.output)
      #expect(linked.output.contains("USAGE: \(program) "))
    }
  }
}
