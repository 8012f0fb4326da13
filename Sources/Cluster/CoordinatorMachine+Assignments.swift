import Reduction
import Wire

// Who computes what of the work at hand, and who else when that takes too long.
extension CoordinatorMachine {
  /// A shard is never late before this.
  static let leastPatience = Duration.milliseconds(5)

  /// The standing deal's assignments for the work that has just begun, or goes on.
  mutating func assign(at now: Duration) {
    assignments.removeAll(keepingCapacity: true)
    let isStep = phase.step != nil
    let all = 0..<(phase.step?.staged.tree.leaves ?? plan.training.evaluationShards)
    for member in members where member.part.isDealt {
      let shards = (isStep ? member.part.shards : member.part.evaluation).clamped(to: all)
      guard !shards.isEmpty else { continue }
      var assignment = Assignment(
        member.incarnation, shards, at: now, due: due(shards.count, of: member, at: now), isStanding: true)
      assignment.isDone = shards.allSatisfy(isHere)
      assignments.append(assignment)
    }
    if assignments.reduce(0, { $0 + $1.shards.count }) < all.count { assignRest(of: all, at: now) }
  }

  /// Shards whose member was lost since the deal belong to nobody; others are asked at once.
  private mutating func assignRest(of all: Range<Int>, at now: Duration) {
    var rest = RangeSet(all)
    for assignment in assignments { rest.remove(contentsOf: assignment.shards) }
    for range in rest.ranges {
      assignments.append(Assignment(Self.nobody, range, at: now, due: nil, isStanding: false))
    }
    chase(at: now)
  }

  /// The incarnation of no process.
  static let nobody: UInt64 = 0

  /// Who gets a snapshot forgets whatever it was asked for: those shards belong to nobody, and it may be asked again itself.
  mutating func abandonAssignments(of incarnation: UInt64, at now: Duration) {
    excuseAuditor(incarnation)
    for place in assignments.indices where assignments[place].incarnation == incarnation && !assignments[place].isDone {
      assignments[place].incarnation = Self.nobody
    }
    chase(at: now)
  }

  private func due(_ count: Int, of member: Member, at now: Duration) -> Duration? {
    guard let pace = pace(of: member) else { return nil }
    return now + max(.seconds(2 * Double(count) / pace), Self.leastPatience)
  }

  /// In the work at hand; nil when nobody was measured in such work.
  private func pace(of member: Member) -> Double? {
    let kind: (Pace) -> Double? = phase.step == nil ? { $0.evaluation } : { $0.step }
    return kind(member.pace) ?? usualPace(among: members.indices, kind).map { $0 * Double(member.lanes ?? 1) }
  }

  /// Whether a shard of the work at hand needs nobody any more.
  private func isHere(_ shard: Int) -> Bool {
    if let running = phase.step { return running.staged.covers(.leaf(shard)) }
    return phase.evaluation?.figures[shard] != nil
  }

  /// Something of the work at hand came in from a member.
  mutating func noteArrival(from incarnation: UInt64, at now: Duration) {
    for place in assignments.indices {
      let isOwn = assignments[place].incarnation == incarnation
      if isOwn { assignments[place].isDelivered = true }
      guard !assignments[place].isDone, assignments[place].shards.allSatisfy(isHere) else { continue }
      assignments[place].isDone = true
      if isOwn { measure(assignments[place], at: now) }
    }
    chase(at: now)
  }

  private mutating func measure(_ assignment: Assignment, at now: Duration) {
    guard let index = index(of: assignment.incarnation) else { return }
    let (count, time) = (assignment.shards.count, now - assignment.began)
    if phase.step == nil {
      members[index].pace.evaluation = Pace.mixed(members[index].pace.evaluation, shards: count, in: time)
    } else {
      members[index].pace.step = Pace.mixed(members[index].pace.step, shards: count, in: time)
    }
  }

  /// Asks others for shards that are late, or whose member is gone.
  mutating func chase(at now: Duration) {
    guard isCollecting else { return }
    watchAudit(at: now)
    for place in 0..<assignments.count where !assignments[place].isDone && !assignments[place].hasHelp {
      let assignment = assignments[place]
      let isGone =
        index(of: assignment.incarnation).map {
          members[$0].isUnreachable || members[$0].silence(at: now) >= plan.times.suspect
        } ?? true
      guard isGone || (assignment.due.map { now >= $0 } ?? false) else { continue }
      let helpers = helpers(for: assignment, isUrgent: isGone, at: now)
      guard !helpers.isEmpty, let missing = missing(in: assignment.shards) else { continue }
      assignments[place].hasHelp = true
      if !isGone { reportLate(assignment) }
      share(missing, among: helpers, at: now)
    }
  }

  private var isCollecting: Bool {
    switch phase {
    case .running(let running): !running.isReducing
    case .evaluating: true
    case .gathering, .preparing, .waiting, .closing, .finishing, .finished: false
    }
  }

  /// From the first to the last shard that is missing.
  private func missing(in shards: Range<Int>) -> Range<Int>? {
    guard let first = shards.first(where: { !isHere($0) }), let last = shards.last(where: { !isHere($0) }) else {
      return nil
    }
    return first..<(last + 1)
  }

  /// Idle members; when the shards' own member is gone and nobody is idle, all others.
  private func helpers(for assignment: Assignment, isUrgent: Bool, at now: Duration) -> [Int] {
    let others = members.indices.filter { index in
      let member = members[index]
      return member.incarnation != assignment.incarnation && member.isInside && !member.isUnreachable
        && member.silence(at: now) < plan.times.suspect
        && !assignments.contains { $0.incarnation == member.incarnation && $0.shards == assignment.shards }
    }
    let idle = others.filter(isIdle)
    return idle.isEmpty && isUrgent ? others : idle
  }

  /// It has done its part, or holds what it takes to do another's.
  func isIdle(_ index: Int) -> Bool {
    let incarnation = members[index].incarnation
    var hasDelivered = false
    for assignment in assignments where assignment.incarnation == incarnation {
      guard assignment.isDone else { return false }
      hasDelivered = hasDelivered || assignment.isDelivered
    }
    return hasDelivered || members[index].held >= committed
  }

  private mutating func share(_ shards: Range<Int>, among helpers: [Int], at now: Duration) {
    let helpers = helpers.prefix(shards.count)
    let parts = ShardDeal.proportional(shards.count, lanes: helpers.map { members[$0].lanes ?? 1 })
    for (index, part) in zip(helpers, parts) where !part.isEmpty {
      let range = (shards.lowerBound + part.lowerBound)..<(shards.lowerBound + part.upperBound)
      let assignment = Assignment(
        members[index].incarnation, range, at: now, due: due(range.count, of: members[index], at: now),
        isStanding: false)
      assignments.append(assignment)
      sendAssist(assignment)
    }
  }

  private mutating func sendAssist(_ assignment: Assignment) {
    guard let index = index(of: assignment.incarnation) else { return }
    if let running = phase.step {
      send(
        .assist(Assist(shards: [assignment.shards])), to: members[index], step: running.step, attempt: running.attempt)
    } else if let evaluation = phase.evaluation {
      send(.assist(Assist(evaluation: [assignment.shards])), to: members[index], step: evaluation.step)
    }
  }

  /// An order that was lost would keep its member looking busy.
  mutating func repeatAssists(to incarnation: UInt64, at now: Duration) {
    guard isCollecting else { return }
    for place in assignments.indices
    where assignments[place].incarnation == incarnation && !assignments[place].isDone && !assignments[place].isStanding
      && now - assignments[place].askedAt >= plan.times.heartbeat
    {
      assignments[place].askedAt = now
      sendAssist(assignments[place])
    }
  }

  private mutating func reportLate(_ assignment: Assignment) {
    guard assignment.isStanding, let index = index(of: assignment.incarnation), let step = workStep else { return }
    report(.late(name: members[index].info.name, step: step))
  }

  private var workStep: Int? { phase.step?.step ?? phase.evaluation?.step }

  /// Since when the work at hand waits for this member, and nobody else was asked; nil when it does not.
  func owedSince(_ member: Member) -> Duration? {
    guard isCollecting else { return nil }
    return assignments.lazy.filter {
      $0.incarnation == member.incarnation && !$0.isDone && !$0.hasHelp && !isSpokenFor($0)
    }.map(\.began).min()
  }

  /// The commit is there: who did not send anything of its own part was too late, twice in a row is too often.
  mutating func judgeLateness(step: Int) {
    for assignment in assignments where assignment.isStanding {
      guard let index = index(of: assignment.incarnation) else { continue }
      guard !assignment.isDelivered else {
        members[index].lateness.count = 0
        continue
      }
      members[index].lateness.count += 1
      if members[index].lateness.count >= 2 { members[index].lateness.exclude(at: step) }
    }
  }

  /// When the next shards are late.
  var nextLateness: Duration? {
    guard isCollecting, members.count(where: \.isInside) > 1 else { return nil }
    return assignments.lazy.filter { !$0.isDone && !$0.hasHelp }.compactMap(\.due).min()
  }
}
