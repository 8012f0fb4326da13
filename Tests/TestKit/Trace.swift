/// What happened in a simulation: always a digest, so that two runs can be compared, and lines for a person when they are asked for.
package struct Trace: Sendable {
  package private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
  package private(set) var lines: [String] = []
  package let isRecorded: Bool

  init(isRecorded: Bool) {
    self.isRecorded = isRecorded
  }

  mutating func mix(_ numbers: UInt64...) {
    for number in numbers { digest = (digest ^ number) &* 0x0000_0100_0000_01b3 }
  }

  /// The line is built only when it is kept.
  mutating func add(at time: Duration, _ line: () -> String) {
    guard isRecorded else { return }
    let microseconds = time.components.seconds * 1_000_000 + time.components.attoseconds / 1_000_000_000_000
    let digits = String(microseconds % 1_000_000 + 1_000_000).dropFirst()
    lines.append("\(microseconds / 1_000_000).\(digits)  \(line())")
  }
}
