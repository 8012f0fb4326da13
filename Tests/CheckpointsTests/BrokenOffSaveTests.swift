import Foundation
import TestKit
import Testing

@testable import Checkpoints

/// Saving is broken off, or the disk fails, at each system call in turn.
///
/// Checkpoint 1 is there, 2 and 3 are being saved with one deleted on the way: whatever happens, a valid one is found, as new
/// as the last that was reported durable, and it is one of the three to the last bit.
@Suite(.enabled(if: SavingProcess.isTraceable, "needs strace"), .serialized) struct BrokenOffSaveTests {
  /// Calls that change or read files; killed at the others, the program leaves the same as at the next of these.
  private static let ofFiles: Set<String> = [
    "openat", "open", "mkdir", "mkdirat", "write", "fsync", "close", "rename", "renameat", "renameat2", "unlink",
    "unlinkat", "rmdir", "fstat", "newfstatat", "read", "pread64", "getdents64", "access", "faccessat", "faccessat2",
  ]

  /// Lends a directory with checkpoint 1 and the program that is to work on it.
  private static func prepared<Result>(_ body: (CheckpointStore, SavingProcess) throws -> Result) throws -> Result {
    try Samples.withStore(1) { store in try body(store, SavingProcess(directory: store.directory)) }
  }

  private static func calls() throws -> [SavingProcess.Call] {
    try prepared { _, process in try process.calls(2...4).filter { ofFiles.contains($0.name) } }
  }

  /// What the next start finds.
  private func check(_ directory: String, _ result: SavingProcess.Result, _ call: SavingProcess.Call) throws {
    let store = CheckpointStore(directory, layout: Samples.layout)
    try store.prepare()
    let found = try #require(try store.newestValid(), "\(call)")
    let step = found.content.step
    #expect((1...4).contains(step) && found.content == Samples.content(step), "\(call)")
    #expect(step >= result.saved.last ?? 1, "\(call): \(step) was found after \(result.lines)")
    #expect(found.refused == [], "\(call)")
    let names = try DirectoryListing.names(store.directory)
    #expect(names.allSatisfy { CheckpointName.step($0) != nil }, "\(call): \(names)")
    #expect(try store.save(Samples.content(9)), "\(call)")
  }

  @Test("killed at any system call, the next start finds the new or the previous checkpoint")
  func killed() throws {
    let calls = try Self.calls()
    #expect(calls.count > 100 && Set(calls.map(\.name)).isSuperset(of: ["write", "fsync", "rename"]))
    for call in calls {
      try Self.prepared { store, process in
        let result = try process.run(2...4, inject: "\(call.name):signal=SIGKILL:when=\(call.number)")
        // The start of a program reads /proc in one piece more or less, so that the last reads may not come.
        #expect(call.name == "read" || result.exitCode != 0, "\(call)")
        try check(store.directory, result, call)
      }
    }
  }

  @Test(
    "a disk that is full at any write, or fails at any fsync, costs that checkpoint alone",
    arguments: [
      ("write", "ENOSPC"), ("fsync", "EIO"), ("fsync", "ENOSPC"), ("mkdir", "ENOSPC"), ("openat", "ENOSPC"),
      ("rename", "ENOSPC"), ("rename", "EIO"),
    ])
  func failing(_ name: String, _ error: String) throws {
    let calls = try Self.calls().filter { $0.name == name }
    #expect(!calls.isEmpty)
    for call in calls {
      try Self.prepared { store, process in
        let result = try process.run(2...4, inject: "\(name):error=\(error):when=\(call.number)")
        #expect(result.exitCode == 0, "\(call)")
        try check(store.directory, result, call)
      }
    }
  }

  @Test("a file whose fsync failed is removed, told, and never synchronised again")
  func failedOnce() throws {
    let calls = try Self.calls().filter { $0.name == "fsync" }
    for call in calls {
      try Self.prepared { store, process in
        let trace = store.directory + ".trace"
        let result = try process.run(2...4, inject: "fsync:error=EIO:when=\(call.number)", trace: trace)
        #expect(result.failures.count == 1 && result.failures.first?.contains("Input/output error") == true, "\(call)")
        let synced = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n")
          .compactMap { $0.firstMatch(of: /fsync\(\d+<([^>]*\.tmp[^>]*)>/)?.1 }
        #expect(Set(synced).count == synced.count, "\(call)")
      }
    }
  }
}
