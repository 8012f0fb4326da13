import Wire

extension CoordinatorMachine {
  /// The present members, in the order of joining.
  package var memberNames: [String] { members.map(\.info.name) }

  func index(of incarnation: UInt64) -> Int? {
    members.firstIndex { $0.incarnation == incarnation }
  }

  /// A header for a member, addressed to its incarnation and session.
  func header(_ kind: Kind, to member: Member, step: Int = 0, attempt: Int = 0) -> FrameHeader {
    FrameHeader(
      kind: kind, run: plan.run, term: plan.term, life: plan.life, incarnation: member.incarnation,
      session: member.session, view: view, step: UInt64(step), attempt: UInt32(attempt))
  }

  mutating func send(_ message: Message, to member: Member, step: Int = 0, attempt: Int = 0) {
    emit(.send(message, header(message.kind, to: member, step: step, attempt: attempt), to: member.controlPeer))
  }

  mutating func remove(_ index: Int) {
    let member = members.remove(at: index)
    emit(.forget(incarnation: member.incarnation))
  }

  /// ", at step 12", for messages; empty before the run.
  var place: String {
    switch phase {
    case .running(let running): " at step \(running.step)"
    case .evaluating(let evaluation): " in the evaluation after step \(evaluation.step)"
    case .gathering, .preparing, .finishing, .finished: ""
    }
  }
}
