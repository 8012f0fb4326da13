import Foundation
import Testing

@testable import Checkpoints

/// What a power cut spares depends on the order of the system calls alone: nothing gets its name before it is on the disk, and
/// nothing old goes before the new name is.
@Suite(.enabled(if: SavingProcess.isTraceable, "needs strace")) struct SaveOrderTests {
  @Test(
    "every file and its directory are synchronised before the rename, the parent after it, and only then old ones go")
  func order() throws {
    try Samples.withStore(1) { store in
      let trace = store.directory + ".trace"
      _ = try SavingProcess(directory: store.directory).run(2...3, trace: trace)
      let lines = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n").map(String.init)
      let renames = lines.indices.filter { lines[$0].contains(/rename\("[^"]*\.tmp", "[^"]*step-00000000\d"/) }
      try #require(renames.count == 2)
      for rename in renames {
        let temporary = try #require(lines[rename].firstMatch(of: /rename\("([^"]*)"/)).1
        let before = Self.synced(lines[..<rename])
        for file in Samples.files { #expect(before.contains("\(temporary)/\(file)"), "\(file)") }
        #expect(before.last == String(temporary))
        #expect(Self.synced(lines[(rename + 1)...]).first == store.directory)
        let written = lines[rename...].contains { $0.contains("write(") && $0.contains("\(temporary)/") }
        #expect(!written)
      }
      let pruned = try #require(lines.firstIndex { $0.contains(/rename\("[^"]*step-000000001", "[^"]*\.tmp"/) })
      #expect(Self.synced(lines[renames[1]..<pruned]).contains(store.directory))
      let removed = try #require(lines.firstIndex { $0.contains(/unlink.*step-000000001/) })
      #expect(Self.synced(lines[pruned..<removed]) == [store.directory])
    }
  }

  /// Paths that were synchronised, in order.
  private static func synced(_ lines: ArraySlice<String>) -> [String] {
    lines.compactMap { $0.firstMatch(of: /fsync\(\d+<([^>]*)>\) += 0/).map { String($0.1) } }
  }
}
