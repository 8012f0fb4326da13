import Foundation
import FuzzedParsers
import Testing

/// Every input that is kept, so that what a fuzzer found once stays mended on builds without one.
@Suite struct CorporaTests {
  private static let corpora = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fuzzing/Corpora")

  @Test("every kept input is read or refused as promised", arguments: Parser.allCases)
  func keepsPromises(parser: Parser) throws {
    let directory = Self.corpora.appendingPathComponent(parser.rawValue)
    let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
    #expect(!files.isEmpty)
    for file in files.sorted(by: { $0.path < $1.path }) {
      #expect(throws: Never.self, "\(file.path)") { try parser.check([UInt8](try Data(contentsOf: file))) }
    }
  }
}
