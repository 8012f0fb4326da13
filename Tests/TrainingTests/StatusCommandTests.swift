import Foundation
import Testing

@Suite("mgd status")
struct StatusCommandTests {
  @Test("where nothing is, a coordinator may be reading its data")
  func nothing() throws {
    let result = try Workshop().mgd("status", "small")
    #expect(result.exitCode == 66)
    #expect(
      result.errors.contains("found nothing; a coordinator that was started just now makes it"), "\(result.errors)")
  }

  @Test("a run that a process has locked is being started", arguments: [false, true])
  func starting(isDirectory: Bool) throws {
    let workshop = try Workshop()
    if isDirectory {
      try FileManager.default.createDirectory(
        atPath: workshop.scratch.file("small"), withIntermediateDirectories: false)
    }
    let lock = open(
      try workshop.scratch.write(Array("\(getpid())\n".utf8), to: ".small.lock"), O_RDWR | O_CLOEXEC)
    defer { close(lock) }
    try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
    let result = try workshop.mgd("status", "small")
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("small: its coordinator, process \(getpid()), is starting"), "\(result.errors)")
  }

  @Test("a lock that nobody has says nothing")
  func abandoned() throws {
    let workshop = try Workshop()
    _ = try workshop.scratch.write(Array("\(getpid())\n".utf8), to: ".small.lock")
    #expect(try workshop.mgd("status", "small").exitCode == 66)
  }
}
