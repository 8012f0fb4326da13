import Foundation
import TestKit
import Testing

@testable import Checkpoints

/// The table of what the format's own library accepts and rejects; ours also rejects names given twice.
@Suite struct SafetensorsTests {
  static func file(_ json: String, _ buffer: [UInt8] = []) -> [UInt8] {
    withUnsafeBytes(of: UInt64(json.utf8.count).littleEndian) { Array($0) } + Array(json.utf8) + buffer
  }

  static func bytes(_ numbers: [Float]) -> [UInt8] { numbers.withUnsafeBytes { Array($0) } }

  static let two = bytes([1, 2])

  @Test(
    "accepted",
    arguments: [
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
      #"  {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}\n\n",
      #"{"a":{"data_offsets":[0,8],"more":[{}],"shape":[2],"dtype":"F32"},"__metadata__":{"x":"y"}}"#,
      #"{"b":{"dtype":"F32","shape":[],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}"#,
      #"{"b":{"dtype":"F32","shape":[0,3],"data_offsets":[8,8]},"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#,
      #"{"größe😀":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}"#,
    ])
  func accepted(json: String) throws {
    let scratch = try Scratch()
    let file = try SafetensorsFile(reading: scratch.write(Self.file(json, Self.two), to: "a"))
    #expect(file.header.bufferLength == 8)
  }

  @Test("a claim of more bytes than can be counted is an error at the file's end")
  func endlessTensor() throws {
    let scratch = try Scratch()
    let bytes = Self.file(
      #"{"a":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}"#, Self.two)
    let path = try scratch.write(bytes, to: "a")
    let error = #expect(throws: CheckpointError.self) { _ = try SafetensorsFile(reading: path) }
    #expect(
      error?.description.contains("byte \(bytes.count): expected 9223372036854775807 bytes") == true,
      "\(String(describing: error))")
  }

  @Test("no tensors at all are accepted")
  func empty() throws {
    let scratch = try Scratch()
    #expect(try SafetensorsFile(reading: scratch.write(Self.file("{}"), to: "a")).header.entries.isEmpty)
  }

  @Test(
    "rejected",
    arguments: [
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"__metadata__":{"x":1}}"#,
      #"{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#,
      #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#,
      #"{"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4,2],"data_offsets":[0,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[2]}}"#, #"{"a":1}"#, #"[]"#, #""#,
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}\0",
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    ])
  func rejected(json: String) throws {
    let scratch = try Scratch()
    let path = try scratch.write(Self.file(json, Self.two), to: "a")
    let error = #expect(throws: CheckpointError.self) { try SafetensorsFile(reading: path) }
    #expect(error?.exitCode == 65)
  }

  static func sample(_ scratch: Scratch) throws -> [UInt8] {
    let weights: [Float] = [1, 2, 3, 4, 5, 6, -0.5]
    try weights.withUnsafeBufferPointer { try ModelFile.write($0, slices: slices, to: scratch.file("model")) }
    return try scratch.bytes("model")
  }

  static let slices = [
    NamedSlice(name: "1.weight", shape: [2, 3], range: 0..<6), NamedSlice(name: "1.bias", shape: [1], range: 6..<7),
  ]

  @Test("a written model is aligned, in order, and read back")
  func model() throws {
    let scratch = try Scratch()
    let bytes = try Self.sample(scratch)
    #expect(bytes == (try Self.sample(scratch)))
    let file = try SafetensorsFile(reading: scratch.file("model"))
    #expect(file.header.metadata == ["format": "pt"])
    #expect(file.header.entries.map(\.name) == ["1.bias", "1.weight"])
    #expect((bytes.count - file.header.bufferLength) % 8 == 0)
    var weights = [Float](repeating: 0, count: 7)
    try weights.withUnsafeMutableBufferPointer {
      try ModelFile.read(scratch.file("model"), slices: Self.slices, into: $0)
    }
    #expect(weights == [1, 2, 3, 4, 5, 6, -0.5])
  }

  @Test("a file of another model names all differences")
  func otherModel() throws {
    let scratch = try Scratch()
    _ = try Self.sample(scratch)
    let slices = [
      NamedSlice(name: "1.weight", shape: [3, 2], range: 0..<6), NamedSlice(name: "3.bias", shape: [1], range: 6..<7),
    ]
    var weights = [Float](repeating: 0, count: 7)
    let error = #expect(throws: CheckpointError.self) {
      try weights.withUnsafeMutableBufferPointer { try ModelFile.read(scratch.file("model"), slices: slices, into: $0) }
    }
    #expect(
      error?.description.contains(#"no "3.bias", an unknown "1.bias", "1.weight" as [2, 3] instead of [3, 2]"#) == true)
  }

  @Test("a file cut at any byte is an error, and so is one with a byte more")
  func truncated() throws {
    let scratch = try Scratch()
    let bytes = try Self.sample(scratch)
    for length in 0..<bytes.count {
      let path = try scratch.write(Array(bytes[..<length]), to: "cut")
      #expect(throws: CheckpointError.self) { try SafetensorsFile(reading: path) }
    }
    let longer = try scratch.write(bytes + [0], to: "longer")
    #expect(throws: CheckpointError.self) { try SafetensorsFile(reading: longer) }
  }

  @Test("changed bytes never trap")
  func flipped() throws {
    let scratch = try Scratch()
    let bytes = try Self.sample(scratch)
    var random = TestRandom(seed: 1)
    for _ in 0..<2000 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        changed[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let path = try scratch.write(changed, to: "changed")
      guard let file = try? SafetensorsFile(reading: path) else { continue }
      for entry in file.header.entries where entry.type == .f32 { _ = try file.floats(entry) }
    }
  }

  @Test("a missing file is told apart")
  func missing() {
    let error = #expect(throws: CheckpointError.self) { try SafetensorsFile(reading: "/nowhere/a.safetensors") }
    #expect(error == .missing(file: "/nowhere/a.safetensors"))
    #expect(error?.exitCode == 66)
  }
}
