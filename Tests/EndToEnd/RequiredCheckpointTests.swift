import Foundation
import Glibc
import TestKit
import Testing

extension EndToEnd {
  /// `checkpoint.required` on a disk that fills while a run trains.
  @Suite(.enabled(if: geteuid() == 0, "mounts a file system")) struct RequiredCheckpointTests {
    private static let settings = [
      "run.steps=100000000", "run.directory=disk", "cluster.local_threads=1", "checkpoint.every_steps=500",
      "checkpoint.every_epochs=0", "telemetry.log_every=100",
    ]

    /// A run on a disk of its own, of which nothing is left after its first checkpoint.
    private func onFullDisk(_ settings: [String], _ body: (Training, RunningProgram) throws -> Void) throws {
      let training = try Training()
      let disk = training.file("disk")
      try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
      try #require(mount("mgd-test", disk, "tmpfs", 0, "size=4m") == 0)
      defer { umount2(disk, Int32(MNT_DETACH)) }
      let coordinator = try training.coordinator(Self.settings + settings)
      try coordinator.waitFor("checkpoint of step 500 written")
      var status = statvfs()
      #expect(statvfs(disk, &status) == 0)
      try Data(count: Int(status.f_bavail) * Int(status.f_bsize)).write(to: URL(fileURLWithPath: disk + "/filler"))
      try body(training, coordinator)
    }

    @Test("the run stops, and goes on from what it has once there is room")
    func required() throws {
      try onFullDisk(["checkpoint.required=true"]) { training, coordinator in
        let ended = try coordinator.end(within: 30)
        #expect(ended.code == 75, "\(ended.text)")
        #expect(ended.text.contains("could not be written, and checkpoint.required is set"), "\(ended.text)")
        try FileManager.default.removeItem(atPath: training.file("disk/filler"))
        let again = try training.coordinator(Self.settings, resume: "auto")
        try again.waitFor("resuming from")
        again.send(SIGTERM)
        #expect(try again.end(within: 20).code == 0)
      }
    }

    @Test("without it the run goes on, and tries again")
    func notRequired() throws {
      try onFullDisk([]) { training, coordinator in
        try coordinator.waitFor("not written")
        try FileManager.default.removeItem(atPath: training.file("disk/filler"))
        try coordinator.waitFor("step 20000/")
        coordinator.send(SIGTERM)
        #expect(try coordinator.end(within: 20).code == 0)
      }
    }
  }
}
