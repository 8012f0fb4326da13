import Foundation
import TestKit
import Testing

@Suite("mgd predict")
struct PredictCommandTests {
  /// One linear layer whose outputs are the two inputs.
  private static let identity = #"{ type = "linear", outputs = 2 }"#
  private static let predict = ["predict", "run.toml", "--model", "model.safetensors", "--input"]

  private func workshop(data: String = Workshop.xor, loss: String = "cross_entropy") throws -> Workshop {
    let workshop = try Workshop(data: data, layers: Self.identity, loss: loss)
    try workshop.write(weights: [1, 0, 0, 1, 0, 0])
    return workshop
  }

  private func predict(_ workshop: Workshop, _ arguments: String..., input: String = "") throws -> Program.Result {
    try Program.run(Self.predict + arguments, in: workshop.scratch.path, input: input)
  }

  @Test("the table has index, class and probabilities that round-trip")
  func table() throws {
    let workshop = try workshop()
    _ = try workshop.scratch.write(Array("x,y\n0,0\n-1,2\n".utf8), to: "in.csv")
    let result = try predict(workshop, "in.csv")
    #expect(result.lines.prefix(2) == ["index,class,probability_0,probability_1", "0,0,0.5,0.5"])
    let last = result.lines[2].split(separator: ",")
    #expect(last[1] == "1")
    let probability = try #require(Float(last[3]))
    #expect(abs(probability - 0.952574127) < 1e-6)
    #expect(String(last[3]) == "\(probability)")
  }

  @Test("JSON is one document with an object a sample")
  func json() throws {
    let result = try predict(try workshop(), "-", "--format", "json", input: "0,0\n3,3\n")
    let rows = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]]
    #expect(rows?.count == 2)
    #expect(rows?[1]["index"] as? Int == 1)
    #expect(rows?[1]["probabilities"] as? [Double] == [0.5, 0.5])
  }

  @Test(
    "outputs mean what the loss says",
    arguments: [
      ("nll", 0, "index,class,probability_0,probability_1", "0,1,1.0,1.0"),
      ("bce_with_logits", 0, "index,classes,probability_0,probability_1", "0,,0.5,0.5"),
      ("mse", 0, "index,value_0,value_1", "0,0.0,0.0"),
      ("huber", 1, "index,value_0,value_1", "1,-2.0,0.25"),
      ("bce_with_logits", 1, "index,classes,probability_0,probability_1", "1,1,0.11920292,0.5621765"),
    ])
  func meanings(loss: String, row: Int, header: String, expected: String) throws {
    let values = loss == "mse" || loss == "huber" || loss == "bce_with_logits"
    let data = values ? #"format = "idx"\#ntrain = { inputs = "x.idx", targets = "x.idx" }"# : Workshop.xor
    let result = try predict(try workshop(data: data, loss: loss), "-", "--as-is", input: "0,0\n-2,0.25\n")
    #expect(result.lines.first == header)
    #expect(result.lines.dropFirst(row + 1).first == (loss == "nll" ? "0,0,1.0,1.0" : expected))
  }

  @Test("a single logit gives class 0 or 1 and the probability of 1")
  func binary() throws {
    let workshop = try Workshop(layers: #"{ type = "linear", outputs = 1 }"#, loss: "bce_with_logits")
    try workshop.write(weights: [0, 1, -3])
    let result = try workshop.mgd(
      "predict", "run.toml", "--model", "model.safetensors", "--input", "-", input: "2,3\n-3,4\n")
    #expect(result.lines == ["index,class,probability", "0,0,0.5", "1,1,0.7310586"])
  }

  @Test("more samples than a batch are answered in order")
  func batches() throws {
    let input = (0..<2500).map { "\($0),0\n" }.joined()
    let result = try predict(try workshop(loss: "cross_entropy"), "-", input: input)
    #expect(result.lines.count == 2501)
    #expect(result.lines.enumerated().dropFirst().allSatisfy { $1.hasPrefix("\($0 - 1),0,") })
  }

  @Test(
    "bytes and tables are scaled as the training inputs were",
    arguments: [
      ("unit", 51.0 / 255), ("standard", (51 - 30) / 30.0), ("none", 51),
    ])
  func scaling(scale: String, expected: Double) throws {
    let data = #"format = "idx"\#nscale = "\#(scale)"\#ntrain = { inputs = "x.idx", targets = "y.idx" }"#
    let workshop = try workshop(data: data, loss: "mse")
    _ = try workshop.scratch.write(IDX.bytes([2, 2], [0, 60, 0, 60]), to: "x.idx")
    _ = try workshop.scratch.write(IDX.bytes([1, 2], [51, 51]), to: "in.idx")
    _ = try workshop.scratch.write(Array("51,51\n".utf8), to: "in.csv")
    for file in ["in.idx", "in.csv"] {
      let value = try predict(workshop, file).lines.last?.split(separator: ",").last.flatMap { Double($0) }
      #expect(abs(try #require(value) - expected) < 1e-6)
    }
  }

  @Test("a scaling that needs the training data says so when they are gone")
  func scalingUnknown() throws {
    let data = #"format = "idx"\#nscale = "standard"\#ntrain = { inputs = "x.idx", targets = "y.idx" }"#
    let workshop = try workshop(data: data, loss: "mse")
    let result = try predict(workshop, "-", input: "1,2\n")
    #expect(result.exitCode == 66)
    #expect(result.errors.contains("x.idx: no such file; say where they are with --set data.directory=DIR"))
    #expect(try predict(workshop, "-", "--as-is", input: "1,2\n").lines.last == "0,1.0,2.0")
  }

  @Test(
    "bad inputs and outputs are named",
    arguments: [
      (["none.csv"], 66, "none.csv: no such file"),
      (["three.csv"], 65, "three.csv: expected samples of shape [2], the model's input, found shape [3]"),
      (["text.csv"], 65, "text.csv:2:3: expected a finite number, found 'b'"),
      (
        ["picture.png"], 65,
        "expected IDX, which begins with 00 00, or text with numbers between commas, found 89 50 4E 47"
      ),
      (["short.idx"], 65, "short.idx: byte 15"),
      (["short.gz"], 65, "short.gz: byte"),
      (["empty.csv"], 65, "expected at least one row of numbers"),
      (["good.csv", "--output", "nowhere/out.csv"], 73, "nowhere/out.csv: cannot be written: create"),
      (["good.csv", "--output", "/dev/full"], 74, "/dev/full: cannot be written: No space left on device"),
      (["good.csv", "--format", "xml"], 64, "one of 'csv' and 'json'"),
    ] as [([String], Int32, String)])
  func mistakes(arguments: [String], exitCode: Int32, message: String) throws {
    let workshop = try workshop()
    let files: [(String, [UInt8])] = [
      ("three.csv", Array("1,2,3\n".utf8)), ("text.csv", Array("1,2\n1,b\n".utf8)), ("good.csv", Array("1,2\n".utf8)),
      ("picture.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), ("short.idx", IDX.bytes([2, 2], [1, 2, 3])),
      ("short.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]), ("empty.csv", []),
    ]
    for (name, bytes) in files { _ = try workshop.scratch.write(bytes, to: name) }
    let result = try Program.run(Self.predict + arguments, in: workshop.scratch.path)
    #expect(result.exitCode == exitCode)
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(result.output == "")
  }

  @Test("an output file is there whole")
  func outputFile() throws {
    let workshop = try workshop()
    let result = try predict(workshop, "-", "--output", "out.csv", input: "0,0\n")
    #expect(result.output == "" && result.exitCode == 0)
    #expect(
      String(decoding: try workshop.scratch.bytes("out.csv"), as: UTF8.self)
        == "index,class,probability_0,probability_1\n0,0,0.5,0.5\n")
  }
}
