import Foundation
import Testing

/// The program that README shows stands in a package of its own, as a user's does.
@Suite struct ReadmeTests {
  @Test("README shows the library program as it is, in at most 40 lines")
  func sameText() throws {
    let program = try String(
      contentsOfFile: "\(Programs.package)/Tests/EndToEnd/LibraryProgram/main.swift", encoding: .utf8)
    let readme = try String(contentsOfFile: "\(Programs.package)/README.md", encoding: .utf8)
    #expect(readme.contains("\n```swift\n\(program)```\n"))
    #expect(program.count { $0 == "\n" } <= 40)
  }
}
