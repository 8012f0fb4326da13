/// A control message: one case a kind. Vectors are no messages: their bodies never leave the frame.
package enum Message: Equatable, Sendable {
  case hello(Hello)
  case welcome(Welcome)
  case refused(Refusal)
  case ready(Ready)
  case deal(Deal)
  case heartbeat(Heartbeat)
  case committed(Committed)
  case evaluated(Evaluated)
  case evaluationCommitted(EvaluationCommitted)
  case leave(Leave)
  case finished(Finished)
  case progress(Progressed)
  case failed(Failed)
  case missing(Missing)
  case assist(Assist)
  case snapshotState(SnapshotState)
  case snapshotReceived(SnapshotReceived)
  case held(Held)
  case fetch(Fetch)
  case compare(Compare)
  case wantData(WantData)
  case ask(Ask)
  case answer(Answer)
}

extension Message {
  package var kind: Kind {
    switch self {
    case .hello: .hello
    case .welcome: .welcome
    case .refused: .refused
    case .ready: .ready
    case .deal: .deal
    case .heartbeat: .heartbeat
    case .committed: .committed
    case .evaluated: .evaluated
    case .evaluationCommitted: .evaluationCommitted
    case .leave: .leave
    case .finished: .finished
    case .progress: .progress
    case .failed: .failed
    case .missing: .missing
    case .assist: .assist
    case .snapshotState: .snapshotState
    case .snapshotReceived: .snapshotReceived
    case .held: .held
    case .fetch: .fetch
    case .compare: .compare
    case .wantData: .wantData
    case .ask: .ask
    case .answer: .answer
    }
  }

  var body: any Body {
    switch self {
    case .hello(let body): body
    case .welcome(let body): body
    case .refused(let body): body
    case .ready(let body): body
    case .deal(let body): body
    case .heartbeat(let body): body
    case .committed(let body): body
    case .evaluated(let body): body
    case .evaluationCommitted(let body): body
    case .leave(let body): body
    case .finished(let body): body
    case .progress(let body): body
    case .failed(let body): body
    case .missing(let body): body
    case .assist(let body): body
    case .snapshotState(let body): body
    case .snapshotReceived(let body): body
    case .held(let body): body
    case .fetch(let body): body
    case .compare(let body): body
    case .wantData(let body): body
    case .ask(let body): body
    case .answer(let body): body
    }
  }
}
