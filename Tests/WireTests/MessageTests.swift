import Testing

@testable import Wire

@Suite struct MessageTests {
  static func decode(_ kind: Kind, _ json: String) throws(FrameProblem) -> Message {
    try unsafe(Array(json.utf8)) { bytes throws(FrameProblem) in try Message(kind: kind, body: bytes) }
  }

  /// The bytes that other programs rely on.
  static let golden: [String] = [
    #"{"build":"0.1.0","heldEvaluated":0,"heldRun":"0102030405060708090a0b0c0d0e0f10","heldStep":12,"host":"node-1","isa":"avx2","name":"alpha","pid":4711,"protocolMax":1,"protocolMin":1,"threads":8}"#,
    #"{"dataFiles":[{"bytes":100,"name":"x.gz","role":"train.inputs","sha256":"ab"}],"isaCap":"baseline","members":2,"name":"alpha","requireSameBits":true,"runName":"xor","settings":"{\"seed\":1}","times":{"dead":5,"heartbeat":0.1,"orphan":60,"stepDeadline":10,"suspect":3}}"#,
    #"{"code":"name_in_use","final":false,"message":"name in use by node-1:4711"}"#,
    #"{"dataDigest":"d1","fingerprint":"d3","lanes":8,"modelDigest":"d2"}"#,
    #"{"attempt":1,"evaluation":[[0,10]],"fromStep":5,"members":2,"shards":[[0,4],[6,8]],"view":3}"#,
    #"{"appliedStep":18446744073709551615,"computing":true}"#,
    #"{}"#,
    #"{"shards":[{"correct":900,"index":1,"lossSum":"3fb999999999999a","samples":1024}]}"#,
    #"{"correct":8731,"lossSum":"fff0000000000000","samples":10000}"#,
    #"{"reason":"asked to"}"#,
    #"{"message":"10 epochs","status":"done"}"#,
    #"{"layer":2,"shard":3}"#,
    #"{"exitCode":1,"reason":"no memory"}"#,
    #"{}"#,
    #"{"evaluation":[[0,2]],"isAudit":false,"shards":[[3,5]]}"#,
    #"{"digest":"ab","epoch":{"correct":32,"lossSum":"3fb999999999999a","samples":64},"floats":300,"lastEvaluation":{"figures":{"correct":5,"lossSum":"3ff0000000000000","samples":10},"step":8},"updates":11}"#,
    #"{"chunks":9}"#,
    #"{"digest":"cd","evaluated":0}"#,
    #"{}"#,
    #"{"evaluated":7}"#,
  ]

  @Test("every body has the JSON that the protocol says", arguments: zip(Samples.messages, golden))
  func bodies(message: Message, json: String) throws {
    #expect(String(decoding: try message.encodedBody(), as: UTF8.self) == json)
    #expect(try Self.decode(message.kind, json) == message)
  }

  @Test("there is a sample of every control kind")
  func completeness() {
    #expect(Samples.messages.map(\.kind) == Kind.allCases.filter { !$0.isRaw })
  }

  @Test("numbers of kinds never change")
  func numbers() {
    #expect(
      Kind.allCases.map(\.rawValue) == [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
        27, 28,
      ])
  }

  @Test("keys and codes of a newer program are passed over")
  func newer() throws {
    #expect(try Self.decode(.leave, #"{"reason":"r","colour":[1,{"a":2}]}"#) == .leave(Leave(reason: "r")))
    #expect(
      try Self.decode(.refused, #"{"code":"too_green","message":"m","final":true}"#)
        == .refused(Refusal(code: .other, message: "m", final: true)))
    #expect(
      try Self.decode(.finished, #"{"status":"paused","message":"m"}"#)
        == .finished(Finished(status: .other, message: "m")))
  }

  @Test("NaN keeps its bits")
  func notANumber() throws {
    let message = Message.evaluationCommitted(
      EvaluationCommitted(samples: 1, correct: 0, lossSum: Double(bitPattern: 0xfff8_0000_0000_1234)))
    let json = String(decoding: try message.encodedBody(), as: UTF8.self)
    #expect(json.contains("fff8000000001234"))
    #expect(try Self.decode(.evaluationCommitted, json) == message)
  }

  @Test(
    "what no program of ours sends is refused, with the key",
    arguments: [
      (Kind.deal, #"{"view":1}"#, "'fromStep' is missing"),
      (.leave, "", "not the JSON of this kind"), (.leave, "[]", "not the JSON of this kind"),
      (.leave, "{", "not the JSON of this kind"), (.leave, "\u{0}", "not the JSON of this kind"),
      (.leave, #"{"reason":1}"#, "'reason' has another type or range"),
      (.progress, #"{"shard":-1,"layer":0}"#, "shard: expected 0 to 4294967295, got -1"),
      (.progress, #"{"shard":1e30,"layer":0}"#, "not the JSON of this kind"),
      (
        .evaluationCommitted, #"{"samples":1,"correct":1,"lossSum":"+123456789abcdef"}"#,
        "'lossSum' has another type or range"
      ),
      (
        .deal, #"{"view":1,"fromStep":1,"attempt":0,"shards":[[5,1]],"evaluation":[],"members":1}"#,
        "'shards.Index 0' has another type or range"
      ),
      (
        .deal,
        #"{"view":1,"fromStep":1,"attempt":0,"shards":[[-9223372036854775808,9223372036854775807]],"evaluation":[],"members":1}"#,
        "shard: expected 0 to 4294967295, got -9223372036854775808"
      ),
    ])
  func refused(kind: Kind, json: String, detail: String) {
    let found = problem { () throws(FrameProblem) in _ = try Self.decode(kind, json) }
    #expect(found == .badBody(kind, detail: detail))
  }

  @Test("a refusal does not repeat what a stranger called his files")
  func strangersWords() {
    let name = String(repeating: #"\u001b[31m\n"#, count: 1000)
    let json = MessageTests.golden[1].replacing(#""bytes":100,"name":"x.gz""#, with: #""bytes":-1,"name":"\#(name)""#)
    let found = problem { () throws(FrameProblem) in _ = try Self.decode(.welcome, json) }
    #expect(
      found == .badBody(.welcome, detail: "bytes of file 0: expected 0 to 1125899906842624, got -1"))
  }

  @Test("JSON of 60,000 open brackets is refused, not followed")
  func depth() {
    for json in [String(repeating: "[", count: 60_000), String(repeating: #"{"a":"#, count: 13_000)] {
      let found = problem { () throws(FrameProblem) in _ = try Self.decode(.deal, json) }
      #expect(found?.reason == "body")
    }
  }

  @Test(
    "times are exact to the nanosecond and bounded", arguments: [1, 250_000_000, 1_500_000_001, 999_999_999_999_999])
  func times(nanoseconds: Int64) throws {
    let times = Times(heartbeat: .nanoseconds(nanoseconds))
    let welcome = Message.welcome(
      Welcome(name: "a", runName: "b", settings: "{}", dataFiles: [], members: 1, times: times))
    let json = String(decoding: try welcome.encodedBody(), as: UTF8.self)
    #expect(try Self.decode(.welcome, json) == welcome)
  }

  @Test("times that make no sense are refused", arguments: ["-1", "1e7", "1e300", "null", "\"5\""])
  func badTimes(text: String) throws {
    let json = MessageTests.golden[1].replacing(#""dead":5"#, with: #""dead":\#(text)"#)
    let found = problem { () throws(FrameProblem) in _ = try Self.decode(.welcome, json) }
    #expect(found == .badBody(.welcome, detail: "'times.dead' has another type or range"))
  }
}
