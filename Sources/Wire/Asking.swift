// What a person asks a running coordinator, and what it answers.

/// What may be asked for.
package enum Asked: String, Codable, Sendable, CaseIterable {
  /// How the run stands.
  case status
  /// The orderly end, as SIGTERM; the second time at once.
  case stop
  /// A checkpoint now, as SIGUSR1.
  case checkpoint
  /// A worker hands its shards back, and is not let in again.
  case drain
  /// A worker that was sent away may come again.
  case admit
  /// Something of a newer protocol.
  case other

  package init(from decoder: any Decoder) throws {
    self = Asked(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .other
  }
}

/// From an administrator to the coordinator.
package struct Ask: Body {
  package var what: Asked
  /// For `drain` and `admit`.
  package var worker: String?

  package init(_ what: Asked, worker: String? = nil) {
    self.what = what
    self.worker = worker
  }
}

/// What came of it.
package struct Answer: Body {
  /// Whether it was done, or will be.
  package var isDone: Bool
  /// One sentence.
  package var message: String
  package var state: RunState?

  package init(isDone: Bool, _ message: String, state: RunState? = nil) {
    self.isDone = isDone
    self.message = message
    self.state = state
  }

  package func check() throws(BodyProblem) { try state?.check() }
}

/// How a run stands.
package struct RunState: Body {
  package var run: String
  /// "gathering", "training", "waiting", "stopping"
  package var phase: String
  /// The last committed step, and the last there is to be.
  package var step: Int
  package var steps: Int
  package var stepsPerEpoch: Int
  /// Which life of the run's coordinators this is.
  package var term: UInt64
  /// Seconds since this coordinator began.
  package var seconds: Double
  /// Figures of the last committed step, and of the last evaluation; none where they are no numbers.
  package var training: StateFigures?
  package var validation: StateFigures?
  /// The step of the newest checkpoint; 0 for none.
  package var checkpoint: Int
  package var minWorkers: Int
  package var workers: [WorkerState]
  /// More workers than are listed.
  package var others: Int

  package init(
    run: String, phase: String, step: Int, steps: Int, stepsPerEpoch: Int, term: UInt64, seconds: Double,
    training: StateFigures?, validation: StateFigures?, checkpoint: Int, minWorkers: Int, workers: [WorkerState],
    others: Int
  ) {
    (self.run, self.phase, self.step, self.steps) = (run, phase, step, steps)
    (self.stepsPerEpoch, self.term, self.seconds) = (stepsPerEpoch, term, seconds)
    (self.training, self.validation, self.checkpoint) = (training, validation, checkpoint)
    (self.minWorkers, self.workers, self.others) = (minWorkers, workers, others)
  }

  /// A worker as the coordinator knows it.
  package struct WorkerState: Body {
    package var name: String
    package var host: String
    package var address: String
    package var pid: Int32
    package var threads: Int
    package var instructionSet: String
    /// "preparing", "ready", "catching up", "training", "silent"
    package var state: String
    /// How many of a step's shards it is dealt.
    package var shards: Int
    /// The last step that its replica is known to hold.
    package var holds: Int
    /// Seconds since it was heard.
    package var silence: Double

    package init(
      name: String, host: String, address: String, pid: Int32, threads: Int, instructionSet: String, state: String,
      shards: Int, holds: Int, silence: Double
    ) {
      (self.name, self.host, self.address, self.pid) = (name, host, address, pid)
      (self.threads, self.instructionSet, self.state) = (threads, instructionSet, state)
      (self.shards, self.holds, self.silence) = (shards, holds, silence)
    }
  }
}

/// Means over the samples of a step or an evaluation.
package struct StateFigures: Body {
  package var step: Int
  package var loss: Double
  package var accuracy: Double?

  package init(step: Int, loss: Double, accuracy: Double?) {
    (self.step, self.loss, self.accuracy) = (step, loss, accuracy)
  }
}
