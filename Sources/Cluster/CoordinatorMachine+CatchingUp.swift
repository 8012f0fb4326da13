import Wire

// Members that do not hold what is committed: they get a snapshot, or the averages that they lack.
extension CoordinatorMachine {
  /// So often a member may fall out of the window again before the run waits for it.
  private static let patientSnapshots = 3

  /// The third, sixth, twelfth and so on: a link that is too slow is not to stop the run again and again.
  private static func isWaitedFor(_ snapshots: Int) -> Bool {
    snapshots.isMultiple(of: patientSnapshots) && (snapshots / patientSnapshots).nonzeroBitCount == 1
  }

  /// Brings a ready member to what is committed.
  mutating func beginJoin(_ index: Int, at now: Duration) {
    // Whoever brought a replica with it holds another one than the run's.
    guard committed > 0 || members[index].holding != nil || members[index].snapshots > 0 else {
      return enter(index, at: now)
    }
    guard let bulk = members[index].bulkPeer else { return }
    members[index].snapshots += 1
    members[index].place = .joining(Joining(step: committed, progress: now))
    members[index].holding = nil
    members[index].part = Part()
    if Self.isWaitedFor(members[index].snapshots), heldUp == nil, phase.isTraining {
      heldUp = HeldUp(incarnation: members[index].incarnation, until: now + plan.times.stepDeadline)
    }
    report(.catchingUp(name: members[index].info.name, step: committed))
    let header = header(.snapshot, to: members[index], step: committed)
    emit(.sendSnapshot(step: committed, to: Recipient(peer: bulk, header: header)))
    abandonAssignments(of: members[index].incarnation, at: now)
  }

  /// From the very beginning every replica is the same.
  private mutating func enter(_ index: Int, at now: Duration) {
    guard !members[index].isInside else { return }
    members[index].place = .inside
    members[index].heldAt = now
    guard phase.isTraining else { return }
    members[index].part = Part(view: view, fromStep: 1, dealtAt: now)
    sendDeal(to: index, at: now)
    keepLineage()
    resumeIfEnough(at: now)
  }

  mutating func received(_ acknowledged: SnapshotReceived, _ header: FrameHeader, from index: Int, at now: Duration) {
    guard case .joining(var joining) = members[index].place, header.step == UInt64(joining.step),
      acknowledged.chunks > joining.received
    else { return }
    joining.received = acknowledged.chunks
    joining.progress = now
    members[index].progress = now
    members[index].place = .joining(joining)
    emit(.continueSnapshot(incarnation: members[index].incarnation, received: acknowledged.chunks))
  }

  mutating func received(_ held: Held, _ header: FrameHeader, from index: Int, at now: Duration) {
    guard let step = Int(exactly: header.step) else { return }
    noteHolding(held, step: step, of: index, at: now)
    noteDigest(held, step: step, of: members[index].incarnation, at: now)
    // What it says of a checkpoint may have ended its membership.
    guard step <= committed, members.indices.contains(index), members[index].incarnation == header.incarnation else {
      return
    }
    // With a digest it speaks of the replica that it brought with it.
    if held.digest == nil, members[index].holding == nil, !members[index].isInside, members[index].lanes != nil {
      takeIn(index, holding: step, at: now)
    }
    guard members[index].isInside else { return }
    // That it has passed a step says its machine, whatever its computation does.
    if step > members[index].held || held.digest != nil { members[index].progress = now }
    members[index].hold(step, at: now)
    if members[index].wasPassedOver { helpUp(index, holding: step, at: now) }
    letGoOn(index, at: now)
    resumeIfEnough(at: now)
    chase(at: now)
  }

  mutating func takeIn(_ index: Int, holding step: Int, at now: Duration) {
    guard step >= oldestHelped else { return beginJoin(index, at: now) }
    members[index].place = .inside
    members[index].holding = nil
    members[index].part = Part(view: view, fromStep: committed + 1, dealtAt: now)
    members[index].hold(step, at: now)
    members[index].heldAt = now
    members[index].progress = now
    report(.caughtUp(name: members[index].info.name, step: step))
    repeatAverages(from: step + 1, for: index)
    keepLineage()
    settle(at: now)
  }

  /// It has done what it was sent, and was sent nothing since: it need not wait for a heartbeat to ask.
  private mutating func helpUp(_ index: Int, holding step: Int, at now: Duration) {
    members[index].wasPassedOver = false
    guard step < committed else { return }
    guard step >= oldestHelped else { return beginJoin(index, at: now) }
    repeatAverages(from: step + 1, for: index)
  }

  /// The run waited for this member.
  private mutating func letGoOn(_ index: Int, at now: Duration) {
    let member = members[index]
    if member.held >= committed { members[index].snapshots = 0 }
    guard heldUp?.incarnation == member.incarnation, member.isInside, member.held >= committed else { return }
    heldUp = nil
    reduceIfComplete(at: now)
  }

  /// Whoever holds this step gets what follows as averages; whoever holds an earlier one needs a snapshot.
  private var oldestHelped: Int { max(origin, committed - plan.averageWindow) }

  /// Sends again what a member lacks from a step on; what is not kept any more makes a joiner of it.
  mutating func repeatAverages(fromMissing step: UInt64, for index: Int, at now: Duration) {
    guard let step = Int(exactly: step), step >= 1, step <= committed, members[index].isInside else { return }
    members[index].hold(step - 1, at: now)
    guard step > oldestHelped else { return beginJoin(index, at: now) }
    repeatAverages(from: step, for: index)
  }

  private mutating func repeatAverages(from step: Int, for index: Int) {
    guard let peer = members[index].bulkPeer, step <= committed else { return }
    for step in step...committed {
      if skipped.contains(step) {
        emit(.send(.committed(Committed(skipped: true)), header(.committed, to: members[index], step: step), to: peer))
      } else {
        emit(.repeatAverage(step: step, to: peer))
      }
    }
  }

  /// A snapshot that makes no progress begins again after this; over a slow link its chunks may wait behind others, so each time later.
  private func patience(with member: Member) -> Duration {
    min(plan.times.suspect * (1 << min(member.snapshots - 1, 8)), max(plan.times.suspect, plan.times.stepDeadline))
  }

  /// Who has new sockets, or lost chunks for a while, gets its snapshot from the beginning.
  mutating func watchJoiners(at now: Duration) {
    if let heldUp, now >= heldUp.until {
      self.heldUp = nil
      reduceIfComplete(at: now)
    }
    for index in members.indices {
      guard case .joining(let joining) = members[index].place, now - joining.progress >= patience(with: members[index])
      else { continue }
      beginJoin(index, at: now)
    }
  }
}

/// A member that the run waits for.
struct HeldUp: Equatable, Sendable {
  let incarnation: UInt64
  var until: Duration
}
