import Foundation
import Telemetry

/// `metrics.jsonl` of an earlier life, which is cut after a step: the input's first byte.
enum Metrics {
  static func check(_ input: [UInt8]) throws {
    guard input.count > 1, let step = input.first.map(Int.init) else { return }
    let scratch = try ScratchDirectory()
    let path = try scratch.write(Array(input.dropFirst()), to: "metrics.jsonl")
    let seconds = try cut(path, after: step)
    let kept = try scratch.bytes(of: "metrics.jsonl")
    guard !kept.isEmpty else { return try require(seconds == nil, "\(seconds ?? 0) seconds in no lines") }
    try require(try cut(path, after: step) == seconds, "other seconds when the file is cut again")
    try require(try scratch.bytes(of: "metrics.jsonl") == kept, "other lines when the file is cut again")
  }

  private static func cut(_ path: String, after step: Int) throws -> Double? {
    let log = try MetricsLog(path: path)
    defer { log.close() }
    return try log.keep(through: step)
  }
}
