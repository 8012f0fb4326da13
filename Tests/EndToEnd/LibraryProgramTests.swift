import TestKit
import Testing

extension EndToEnd {
  /// What README's program does; that README shows it as it is, another test looks at.
  @Suite(.enabled(if: FashionMNIST.isInstalled, FashionMNIST.reason)) struct LibraryProgramTests {
    @Test("README's library program trains the network without a coordinator")
    func trains() throws {
      let scratch = try Scratch()
      let ended = try Programs.start("library-program", ["1"], in: scratch.path).end()
      #expect(ended.code == 0, "\(ended.text)")
      #expect(ended.output.contains("epoch 1: loss 0."), "\(ended.output)")
      let accuracy = try #require(ended.output.firstMatch(of: /validation accuracy (0\.\d+)/)?.1)
      #expect(try #require(Double(accuracy)) > 0.8, "\(ended.output)")
    }
  }
}
