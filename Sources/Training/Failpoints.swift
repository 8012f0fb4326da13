import Foundation
import Reduction

/// Faults that a test asks of a process: the environment variable `MGD_FAILPOINTS`, entries `WORKER:FAULT@STEP` with commas between them,
/// and for the coordinator `coordinator:gate@STEP` and `coordinator:disk@STEP`.
///
/// - `nan`: a number of the step's nodes is not finite.
/// - `flip`: a bit of the step's nodes is wrong.
/// - `replica`: a bit of the weights flips once the step is applied.
/// - `crash`: the process aborts before it computes the step.
/// - `gate`: the coordinator's gate, which says who may connect, is gone once the step is committed.
/// - `disk`: writing the step's checkpoint never ends.
/// - `hang`: computing the step never ends, while the process stays alive.
///
/// Each happens once; with a `+` behind the step, at every step from there on.
package struct Failpoints: Sendable {
  enum Fault: String {
    case nan, flip, replica, crash, hang, gate, disk
  }

  private struct Point {
    let fault: Fault
    let step: Int
    let isLasting: Bool
  }

  private let points: [Point]

  /// What the variable asks of the process of this name.
  package init(_ text: String, of name: String) throws(FailpointProblem) {
    var points: [Point] = []
    for entry in text.split(separator: ",") {
      let parts = entry.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, let point = Self.point(parts[1]) else { throw FailpointProblem(entry: String(entry)) }
      if parts[0] == name { points.append(point) }
    }
    self.points = points
  }

  private static func point(_ text: Substring) -> Point? {
    let parts = text.split(separator: "@")
    guard parts.count == 2, let fault = Fault(rawValue: String(parts[0])) else { return nil }
    let isLasting = parts[1].hasSuffix("+")
    guard let step = Int(isLasting ? parts[1].dropLast() : parts[1]), step > 0 else { return nil }
    return Point(fault: fault, step: step, isLasting: isLasting)
  }

  private func asksFor(_ fault: Fault, at step: Int) -> Bool {
    points.contains { $0.fault == fault && ($0.step == step || ($0.isLasting && step > $0.step)) }
  }

  /// Before a step is computed.
  package func begin(step: Int) {
    if asksFor(.crash, at: step) { abort() }
    if asksFor(.hang, at: step) { sleepForEver() }
  }

  /// Before a step's checkpoint is written.
  package func begin(savingOf step: Int) {
    if asksFor(.disk, at: step) { sleepForEver() }
  }

  private func sleepForEver() {
    while true { Thread.sleep(forTimeInterval: 1) }
  }

  /// After a step was computed; not for audits, which are to find it.
  package func spoil(_ vectors: [FlatBuffer], step: Int) {
    guard !points.isEmpty else { return }
    for vector in vectors {
      if asksFor(.nan, at: step) { vector.pointer[0] = .nan }
      if asksFor(.flip, at: step) { vector.pointer[0].flipBit() }
    }
  }

  /// After a step was committed.
  package func losesGate(after step: Int) -> Bool { asksFor(.gate, at: step) }

  /// After a step was applied.
  package func spoil(weights: FlatBuffer, step: Int) {
    if asksFor(.replica, at: step) { weights.pointer[0].flipBit() }
  }
}

/// `MGD_FAILPOINTS` could not be read.
package struct FailpointProblem: Error, CustomStringConvertible {
  let entry: String

  package var description: String {
    "MGD_FAILPOINTS: '\(entry)', expected WORKER:FAULT@STEP with one of nan, flip, replica, crash, hang, gate, disk"
  }
}

extension Float {
  /// One of its mantissa.
  fileprivate mutating func flipBit() { self = Float(bitPattern: bitPattern ^ (1 << 18)) }
}
