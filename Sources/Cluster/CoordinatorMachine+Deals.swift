import Reduction
import Wire

// The standing deal: which shards of every step belong to whom.
extension CoordinatorMachine {
  /// Deals by measured speed are this many steps apart, and have to promise a tenth.
  private static let stepsBetweenDeals = 16
  private static let leastGain = 0.9
  /// Where steps are long, that would be minutes: a deal that halves the time is made sooner.
  private static let urgentGain = 0.5

  /// The members that can compute from this step on.
  func able(fromStep step: Int, at now: Duration) -> [Int] {
    members.indices.filter { index in
      let member = members[index]
      return member.lanes != nil && member.isInside && member.bulkPeer != nil && !member.isUnreachable
        && !member.lateness.isExcluded && member.silence(at: now) < plan.times.suspect
        && (member.held >= step - 2 || member.part.isDealt)
    }
  }

  /// Deals anew when the members changed, or when measured speeds promise a gain.
  mutating func dealIfUseful(fromStep step: Int, at now: Duration) {
    for index in members.indices where members[index].held >= step - 2 { members[index].lateness.pardon(at: step) }
    let able = able(fromStep: step, at: now)
    guard !able.isEmpty else { return }
    let isChanged = able.count != dealtTo || !able.allSatisfy { members[$0].part.isDealt }
    if isChanged || isSlow(able, beforeStep: step, at: now) { dealAnew(able, fromStep: step, at: now) }
  }

  private func isSlow(_ able: [Int], beforeStep step: Int, at now: Duration) -> Bool {
    if step - dealtStep >= Self.stepsBetweenDeals { return isSlow(able, gain: Self.leastGain) }
    return now - dealtAt >= plan.times.suspect && isSlow(able, gain: Self.urgentGain)
  }

  private func isSlow(_ able: [Int], gain: Double) -> Bool {
    let paces = able.compactMap { members[$0].pace.step }
    guard able.count > 1, paces.count == able.count else { return false }
    let best = ShardDeal.ranges(of: ShardTree(leaves: plan.training.batches.shards), paces: paces)
    let present = able.map { members[$0].part.shards }
    return Self.time(best, paces) < Self.time(present, paces) * gain
  }

  /// As long as the slowest takes.
  private static func time(_ ranges: [Range<Int>], _ paces: [Double]) -> Double {
    zip(ranges, paces).map { Double($0.count) / $1 }.max() ?? 0
  }

  mutating func dealAnew(_ able: [Int], fromStep step: Int, at now: Duration) {
    view += 1
    dealtStep = step
    dealtAt = now
    dealtTo = able.count
    let old = members.map(\.part)
    for index in members.indices where members[index].isInside {
      members[index].part = Part(view: view, fromStep: step, dealtAt: now)
    }
    for (index, ranges) in zip(able, cut(among: able)) {
      (members[index].part.shards, members[index].part.evaluation) = ranges
      members[index].part.isDealt = true
    }
    // Who had nothing and gets nothing need not hear of it.
    for index in members.indices where members[index].isInside && (members[index].part.isDealt || old[index].isDealt) {
      sendDeal(to: index, at: now)
    }
    keepLineage()
  }

  /// Whoever can is asked for every shard of the step, and gets a deal with the next one.
  mutating func dealToNobody() {
    for index in members.indices { members[index].part = Part() }
    dealtTo = 0
  }

  private func cut(among able: [Int]) -> [(shards: Range<Int>, evaluation: Range<Int>)] {
    let lanes = able.map { members[$0].lanes ?? 1 }
    let tree = ShardTree(leaves: plan.training.batches.shards)
    let count = plan.training.evaluationShards
    guard let paces = paces(of: able) else {
      return Array(zip(ShardDeal.ranges(of: tree, lanes: lanes), ShardDeal.proportional(count, lanes: lanes)))
        .map { (shards: $0.0, evaluation: $0.1) }
    }
    return Array(zip(ShardDeal.ranges(of: tree, paces: paces), ShardDeal.soonest(count, paces: paces)))
      .map { (shards: $0.0, evaluation: $0.1) }
  }

  private func paces(of able: [Int]) -> [Double]? {
    guard let usual = usualPace(among: able, \.step) else { return nil }
    return able.map { members[$0].pace.step ?? usual * Double(members[$0].lanes ?? 1) }
  }

  /// What a lane of those who were measured does; who was not is taken to be as fast for its lanes. Nil when nobody was.
  func usualPace(among indices: some Collection<Int>, _ kind: (Pace) -> Double?) -> Double? {
    let measured = indices.compactMap { index in
      kind(members[index].pace).map { $0 / Double(members[index].lanes ?? 1) }
    }
    return measured.isEmpty ? nil : measured.reduce(0, +) / Double(measured.count)
  }

  mutating func sendDeal(to index: Int, at now: Duration) {
    let member = members[index]
    let part = member.part
    members[index].part.dealtAt = now
    // Later steps begin with their first try.
    let attempt = phase.step.map { $0.step == part.fromStep ? $0.attempt : 0 } ?? 0
    let deal = Deal(
      view: part.view, fromStep: UInt64(part.fromStep), attempt: UInt32(attempt),
      shards: part.shards.isEmpty ? [] : [part.shards], evaluation: part.evaluation.isEmpty ? [] : [part.evaluation],
      members: members.count)
    send(.deal(deal), to: member, step: part.fromStep)
  }

  var dealtWorkers: [DealtWorker] {
    members.filter(\.part.isDealt).map {
      DealtWorker(name: $0.info.name, lanes: $0.lanes ?? 1, shards: $0.part.shards)
    }
  }
}
