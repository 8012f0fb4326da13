import Testing
import Wire

@testable import Cluster

@Suite struct PrintableTests {
  private static let hostile = "\u{1B}]0;owned\u{7}\u{9B}31m\u{202E}\n" + String(repeating: "x", count: 10_000)

  @Test("no text of an answer can steer a terminal or fill it, whoever answered")
  func answer() throws {
    let text = Self.hostile
    let worker = RunState.WorkerState(
      name: text, host: text, address: text, pid: 1, threads: 1, instructionSet: text, state: text, shards: 0, holds: 0,
      silence: 0)
    let state = RunState(
      run: text, phase: text, step: 0, steps: 0, stepsPerEpoch: 0, term: 1, seconds: 0, training: nil, validation: nil,
      checkpoint: 0, minWorkers: 0, workers: [worker], others: 0)
    let shown = Answer(isDone: true, text, state: state).printable
    let found = try #require(shown.state)
    let seen = try #require(found.workers.first)
    for text in [
      shown.message, found.run, found.phase, seen.name, seen.host, seen.address, seen.instructionSet, seen.state,
    ] {
      #expect(text.count <= 4_000)
      #expect(text.unicodeScalars.allSatisfy { ![.control, .format].contains($0.properties.generalCategory) })
    }
  }

  @Test("what a person may read stays as it is")
  func ordinary() { #expect("Zürich, 東京, é: 1 < 2".printable(100) == "Zürich, 東京, é: 1 < 2") }
}
