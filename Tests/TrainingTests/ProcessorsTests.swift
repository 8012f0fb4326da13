import Foundation
import TestKit
import Testing

@testable import Training

@Suite struct ProcessorsTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try quota("max 100000", of: "")
    try quota("250000 100000", of: "system.slice")
    try quota("400000 100000", of: "system.slice/mgd-worker.service")
    try quota("100000 100000", of: "user.slice")
  }

  private func quota(_ text: String, of group: String) throws {
    try FileManager.default.createDirectory(atPath: scratch.file(group), withIntermediateDirectories: true)
    _ = try scratch.write(Array("\(text)\n".utf8), to: "\(group)/cpu.max")
  }

  @Test(
    "the least quota of a group and of those above it holds, rounded up",
    arguments: [
      ("0::/system.slice/mgd-worker.service\n", 3), ("1:cpu:/\n0::/user.slice\n", 1), ("0::/\n", nil), ("", nil),
      ("0::/user.slice/gone\n", 1), ("5:cpu:/user.slice\n", nil),
    ])
  func least(groups: String, processors: Int?) {
    #expect(Processors.quota(of: groups, under: scratch.path) == processors)
  }

  @Test("this process may use at least one processor") func available() { #expect(Processors.available >= 1) }
}
