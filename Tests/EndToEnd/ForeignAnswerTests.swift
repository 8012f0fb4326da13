import Foundation
import TestKit
import Testing
import Wire

extension EndToEnd {
  /// Something else than a coordinator answers `mgd status`.
  @Suite(.enabled(if: Programs.python != nil, Programs.pythonReason)) struct ForeignAnswerTests {
    private let training: Training
    private let runtime: RuntimePlace

    /// A run whose coordinator was killed, so that another may listen in its place.
    init() throws {
      training = try Training()
      runtime = try RuntimePlace()
      let coordinator = try training.coordinator(
        ["run.steps=100000000", "cluster.orphan_timeout=1"], environment: runtime.environment)
      try coordinator.waitFor("step 100/")
      coordinator.send(SIGKILL)
      _ = try coordinator.end()
    }

    private func status(_ arguments: String..., answered frame: [UInt8], times: Int = 1) throws -> Ended {
      try training.write(frame, to: "frame")
      let socket = "\(runtime.directory)/\(try #require(try runtime.sockets.first))"
      let answerer = try RunningProgram(
        try #require(Programs.python),
        ["-B", Programs.script("answer.py"), socket, training.file("frame"), "\(times)"],
        in: training.directory)
      try answerer.waitFor("listening")
      return try Programs.start(
        "mgd", ["status", "runs/trial"] + arguments, in: training.directory, environment: runtime.environment
      ).end(within: 20)
    }

    private func frame(_ change: (inout RunState) -> Void) throws -> [UInt8] {
      let worker = RunState.WorkerState(
        name: "w", host: "h", address: "a", pid: 1, threads: 1, instructionSet: "avx2", state: "training", shards: 8,
        holds: 8, silence: 0)
      var state = RunState(
        run: "trial", phase: "training", step: 8, steps: 100, stepsPerEpoch: 8, term: 1, seconds: 1, training: nil,
        validation: nil, checkpoint: 0, minWorkers: 1, workers: [worker], others: 0)
      change(&state)
      return Array(
        try FrameCodec.encode(.answer(Answer(isDone: true, "", state: state)), header: FrameHeader(kind: .answer)))
    }

    @Test("an answer in order is shown, so that the others below are refused for what is in them")
    func inOrder() throws {
      let ended = try status(answered: try frame { _ in })
      #expect(ended.code == 0 && ended.output.contains("8 of 100, epoch 1 of 13"), "\(ended.text)")
    }

    @Test("numbers that would overflow are no answer, and end nothing with a trap")
    func numbers() throws {
      for bad in [
        try frame { $0.steps = .max }, try frame { $0.seconds = 1e300 }, try frame { $0.others = .max },
        try frame { $0.stepsPerEpoch = .max }, try frame { $0.step = .min },
      ] {
        let ended = try status(answered: bad)
        #expect(ended.code == 69 && ended.errors.contains("is no answer of mgd"), "\(ended.text)")
      }
    }

    @Test("no text of an answer steers the terminal, in the table and in JSON")
    func texts() throws {
      let hostile = "\u{1B}]0;owned\u{7}\u{9B}31m\u{202E}"
      let frame = try frame { state in
        (state.run, state.phase) = (hostile, hostile)
        (state.workers[0].name, state.workers[0].host, state.workers[0].address) = (hostile, hostile, hostile)
        (state.workers[0].state, state.workers[0].instructionSet) = (hostile, hostile)
      }
      for ended in [try status(answered: frame), try status("--json", answered: frame)] {
        #expect(ended.code == 0, "\(ended.text)")
        let categories = Set(ended.output.unicodeScalars.filter { $0 != "\n" }.map(\.properties.generalCategory))
        #expect(categories.isDisjoint(with: [.control, .format]), "\(ended.output.debugDescription)")
      }
    }

    @Test("frames without end do not keep it longer than an answer may take")
    func flood() throws {
      let ended = try status(answered: Array("nonsense".utf8), times: 1 << 40)
      #expect(ended.code == 69 && ended.errors.contains("is no answer of mgd"), "\(ended.text)")
      #expect(ended.seconds < 15, "\(ended.seconds)")
    }
  }
}
