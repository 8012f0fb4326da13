// Where the machines stand, by name: what a simulation counts.

extension CoordinatorMachine {
  /// Where a run stands, without what belongs to it.
  package enum Stage: String, CaseIterable, Sendable {
    case gathering, preparing, running, evaluating, waiting, closing, finishing, finished
  }

  package var stage: Stage {
    switch phase {
    case .gathering: .gathering
    case .preparing: .preparing
    case .running: .running
    case .evaluating: .evaluating
    case .waiting: .waiting
    case .closing: .closing
    case .finishing: .finishing
    case .finished: .finished
    }
  }
}

extension WorkerMachine {
  /// Where a worker stands, without what belongs to it.
  package enum Stage: String, CaseIterable, Sendable {
    case idle, waiting, preparing, ready, stepping, pausing, evaluating, over, finished
  }

  package var stage: Stage {
    switch state {
    case .idle: .idle
    case .waiting: .waiting
    case .preparing: .preparing
    case .ready: .ready
    case .training(let training):
      switch training.activity {
      case .stepping: .stepping
      case .pausing: .pausing
      case .evaluating: .evaluating
      case .over: .over
      }
    case .finished: .finished
    }
  }
}
