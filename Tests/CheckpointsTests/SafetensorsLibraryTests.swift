import Foundation
import TestKit
import Testing

@testable import Checkpoints

/// A Python that has safetensors, numpy and torch; the tests below need the real library on the other side.
private let python = ProcessInfo.processInfo.environment["MGD_PYTHON"]

// Enabled only where MGD_PYTHON names a Python with the safetensors library; `make test` always sets it.
@Suite(.enabled(if: python != nil)) struct SafetensorsLibraryTests {
  @Test("the real library writes the same bytes from the same tensors")
  func sameBytes() throws {
    let scratch = try Scratch()
    _ = try SafetensorsTests.sample(scratch)
    let script = """
      import numpy as np, sys
      from safetensors.numpy import load_file, save_file
      t = load_file(sys.argv[1])
      assert sorted(t) == ["1.bias", "1.weight"], sorted(t)
      assert t["1.weight"].tolist() == [[1, 2, 3], [4, 5, 6]], t
      assert t["1.bias"].tolist() == [-0.5], t
      save_file(t, sys.argv[2], metadata={"format": "pt"})
      """
    try run(script, scratch.file("model"), scratch.file("again"))
    #expect(try scratch.bytes("again") == scratch.bytes("model"))
  }

  @Test("a file of the real library with many types is read")
  func otherTypes() throws {
    let scratch = try Scratch()
    let script = """
      import numpy as np, sys
      from safetensors.numpy import save_file
      save_file({"w": np.arange(6, dtype=np.float32).reshape(2, 3), "n": np.array(7, dtype=np.int64),
        "h": np.zeros((3,), np.float16), "z": np.zeros((0, 4), np.float64), "größe": np.ones((5,), np.uint8)}, sys.argv[1])
      """
    try run(script, scratch.file("a"))
    let file = try SafetensorsFile(reading: scratch.file("a"))
    #expect(try file.floats(#require(file.entry(named: "w"))) == [0, 1, 2, 3, 4, 5])
    #expect(file.entry(named: "n")?.type == .i64)
    #expect(file.entry(named: "n")?.shape == [])
    #expect(file.entry(named: "z")?.shape == [0, 4])
    #expect(file.entry(named: "größe")?.range.count == 5)
  }

  private func run(_ script: String, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(python))
    process.arguments = ["-c", script] + arguments
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
