import Foundation
import TestKit
import Testing

@testable import Checkpoints

extension SmallDisk {
  /// A store on it with a checkpoint of step 1.
  fileprivate func store() throws -> CheckpointStore {
    let store = CheckpointStore(path + "/checkpoints", layout: Samples.layout)
    try store.prepare()
    try store.save(Samples.content(1))
    return store
  }
}

@Suite(.enabled(if: geteuid() == 0, "mounts file systems")) struct FullDiskTests {
  @Test("a disk that is full costs the checkpoint, leaves the old one and nothing of the new, and may be tried again")
  func full() throws {
    try SmallDisk.with(pages: 60) { disk in
      let store = try disk.store()
      var failures = 0
      for free in 0...8 {
        let filler = try disk.fill(leaving: free)
        do {
          try store.save(Samples.content(2 + free))
        } catch let error as CheckpointError {
          failures += 1
          #expect(error.description.contains("No space left on device") && error.exitCode == 73)
          #expect(try DirectoryListing.names(store.directory) == ["step-000000001"])
        }
        try FileManager.default.removeItem(atPath: filler)
        #expect(try store.newestValid()?.refused == [])
      }
      #expect((4...8).contains(failures))
      #expect(try store.save(Samples.content(100)))
    }
  }

  @Test("a disk that became read-only is told, and what is on it stays readable")
  func readOnly() throws {
    try SmallDisk.with(pages: 40) { disk in
      let store = try disk.store()
      try disk.makeReadOnly()
      let error = #expect(throws: CheckpointError.self) { try store.save(Samples.content(2)) }
      #expect(error?.description.contains("Read-only file system") == true && error?.exitCode == 73)
      #expect(try store.newestValid()?.content == Samples.content(1))
    }
  }
}
