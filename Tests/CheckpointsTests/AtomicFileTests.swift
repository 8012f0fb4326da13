import Foundation
import TestKit
import Testing

@testable import Checkpoints

@Suite struct AtomicFileTests {
  @Test("a file is replaced and nothing else is left in the directory")
  func replaced() throws {
    let scratch = try Scratch()
    try AtomicFile.write(Data("old".utf8), to: scratch.file("a"))
    try AtomicFile.write(Data("new".utf8), to: scratch.file("a"))
    #expect(try scratch.bytes("a") == Array("new".utf8))
    #expect(try scratch.names == ["a"])
  }

  @Test("a writer that fails leaves the old file")
  func failing() throws {
    struct Stop: Error {}
    let scratch = try Scratch()
    try AtomicFile.write(Data("old".utf8), to: scratch.file("a"))
    #expect(throws: Stop.self) {
      try AtomicFile.write(to: scratch.file("a")) { file in
        try Data("half".utf8).withUnsafeBytes { try file.append($0) }
        throw Stop()
      }
    }
    #expect(try scratch.bytes("a") == Array("old".utf8))
    #expect(try scratch.names == ["a"])
  }

  @Test("a directory that is not there is an error with the file and the operation")
  func noDirectory() throws {
    let scratch = try Scratch()
    let path = scratch.file("none/a")
    let error = #expect(throws: CheckpointError.self) { try AtomicFile.write(Data(), to: path) }
    #expect(error == .unwritable(file: path, operation: "create", reason: "No such file or directory"))
    #expect(error?.exitCode == 73)
  }

  @Test("a temporary under the same name is a dead writer's and is replaced")
  func staleTemporary() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Array("left by the dead".utf8), to: "a")
    let file = try OutputFile(path, reportedAs: "a")
    try Data("new".utf8).withUnsafeBytes { try file.append($0) }
    #expect(try scratch.bytes("a") == Array("new".utf8))
  }

  @Test("only temporaries are removed")
  func temporaries() throws {
    let scratch = try Scratch()
    let others = [".a.tmp", ".a.-1.tmp", ".a.1-.tmp", ".1-2.tmp", "a.1-2.tmp", ".a.1-2", ".a.1-2-3.tmp"]
    for name in others + [".lineage.12-3.tmp", ".model.safetensors.1-1.tmp"] { _ = try scratch.write([1], to: name) }
    try AtomicFile.removeTemporaries(in: scratch.path)
    #expect(try scratch.names == others.sorted())
  }
}
