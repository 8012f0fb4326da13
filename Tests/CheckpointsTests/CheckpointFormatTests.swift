import Foundation
import TestKit
import Testing

@testable import Checkpoints

private let python = ProcessInfo.processInfo.environment["MGD_PYTHON"]

/// Other programs read a checkpoint.
@Suite struct CheckpointFormatTests {
  @Test("sha256sum -c accepts a checkpoint, and not a changed one")
  func checksums() throws {
    try Samples.withStore(1) { store in
      let check = ["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"]
      #expect(try run("/usr/bin/env", check, in: store.path(ofStep: 1)) == 0)
      try Data("[run]\n".utf8).write(to: store.file("run.toml", ofStep: 1))
      #expect(try run("/usr/bin/env", check, in: store.path(ofStep: 1)) == 1)
    }
  }

  @Test("the real safetensors library reads model and optimizer state", .enabled(if: python != nil))
  func library() throws {
    let script = """
      import numpy as np, json
      from safetensors.numpy import load_file
      model, state = load_file("model.safetensors"), load_file("optimizer.safetensors")
      assert sorted(model) == ["0.bias", "0.weight"], sorted(model)
      assert (model["0.weight"] == (3 + np.arange(6) / 8).reshape(2, 3)).all(), model
      names = ["optim.sgd.momentum_buffer.0.bias", "optim.sgd.momentum_buffer.0.weight", "optim.sgd.step"]
      assert sorted(state) == names, sorted(state)
      assert state[names[0]].shape == (1,) and state[names[0]][0] == -3.75, state
      assert (state[names[1]] == -model["0.weight"]).all(), state
      assert state["optim.sgd.step"].dtype == np.int64 and state["optim.sgd.step"] == 3, state
      assert json.load(open("state.json"))["step"] == 3
      """
    let python = try #require(python)
    try Samples.withStore(3) { store in
      let status = try run(python, ["-c", script], in: store.path(ofStep: 3))
      #expect(status == 0)
    }
  }

  private func run(_ program: String, _ arguments: [String], in directory: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
