import Foundation
import TestKit
import Testing

@testable import Coordinator

@Suite struct RunDirectoryTests {
  @Test("what an earlier run left is moved aside, under the first free number")
  func movedAside() throws {
    let scratch = try Scratch()
    for number in 0..<3 {
      let directory = try reopened(parent: scratch.path, name: "run")
      #expect(directory.movedAside == (number == 0 ? nil : scratch.file("run.\(number)")))
      try directory.write(Data([UInt8(number)]), to: "file")
    }
    #expect(try scratch.bytes("run.1/file") == [0])
    #expect(try scratch.bytes("run/file") == [2])
  }

  /// A process that another test starts at this moment holds the lock that was given up until it runs its own program.
  private func reopened(parent: String, name: String) throws -> RunDirectory {
    for _ in 0..<100 {
      if let directory = try? RunDirectory(parent: parent, name: name) { return directory }
      usleep(20_000)
    }
    return try RunDirectory(parent: parent, name: name)
  }

  @Test("an empty directory is taken as it is")
  func empty() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.file("run"), withIntermediateDirectories: false)
    #expect(try RunDirectory(parent: scratch.path, name: "run").movedAside == nil)
  }

  @Test("a run has one coordinator at a time, and the second is told which process it is")
  func locked() throws {
    let scratch = try Scratch()
    let first = try RunDirectory(parent: scratch.path, name: "run")
    #expect(throws: CoordinatorError.directoryInUse(path: first.path, holder: "process \(getpid())")) {
      _ = try RunDirectory(parent: scratch.path, name: "run")
    }
    #expect(try RunDirectory(parent: scratch.path, name: "other").movedAside == nil)
  }

  @Test("a file where the directory should be is said with its path")
  func inTheWay() throws {
    let scratch = try Scratch()
    let path = try scratch.write([], to: "runs")
    do {
      _ = try RunDirectory(parent: path, name: "run")
      Issue.record("expected an error")
    } catch {
      #expect(error.exitCode == 73)
      #expect(error.description.contains(path))
    }
  }

  @Test("a file is removed, and one that is not there needs no removing")
  func removed() throws {
    let scratch = try Scratch()
    let directory = try RunDirectory(parent: scratch.path, name: "run")
    try directory.write(Data(), to: "file")
    for _ in 0..<2 { try directory.remove("file") }
    #expect(try scratch.names == [".run.lock", "run"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    try FileManager.default.createDirectory(atPath: directory.file("other"), withIntermediateDirectories: false)
    let error = #expect(throws: CoordinatorError.self) { try directory.remove("other") }
    #expect(error?.exitCode == 74)
  }

  @Test("a file that cannot be written has exit code 74")
  func unwritten() throws {
    let scratch = try Scratch()
    let directory = try RunDirectory(parent: scratch.path, name: "run")
    do {
      try directory.write(Data(), to: "none/file")
      Issue.record("expected an error")
    } catch {
      #expect(error.exitCode == 74)
      #expect(error.description.contains("none/file"))
    }
  }
}
