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
    if Self.isWaitedFor(members[index].snapshots), heldUp == nil, phase.isTraining, !members[index].isUnreachable {
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
    if held.digest == nil, members[index].holding == nil, !members[index].isInside, members[index].lanes != nil,
      !awaitsSnapshot(members[index], holding: step)
    {
      takeIn(index, holding: step, at: now)
    }
    guard members[index].isInside else { return }
    // That it has passed a step says its machine, whatever its computation does.
    if step > members[index].held || held.digest != nil { members[index].progress = now }
    members[index].hold(step, at: now)
    helpUp(index, at: now)
    letGoOn(index, at: now)
    resumeIfEnough(at: now)
    chase(at: now)
  }

  /// It said so before the snapshot on its way reached it: that one is not to begin again behind its own chunks.
  private func awaitsSnapshot(_ member: Member, holding step: Int) -> Bool {
    guard case .joining(let joining) = member.place else { return false }
    return step < joining.step && step < oldestHelped
  }

  mutating func takeIn(_ index: Int, holding step: Int, at now: Duration) {
    guard step >= oldestHelped else { return beginJoin(index, at: now) }
    members[index].place = .inside
    members[index].holding = nil
    members[index].part = Part(view: view, fromStep: committed + 1, dealtAt: now)
    members[index].hold(step, at: now)
    members[index].heldAt = now
    members[index].progress = now
    members[index].sent = members[index].held
    report(.caughtUp(name: members[index].info.name, step: step))
    helpUp(index, at: now)
    keepLineage()
    settle(at: now)
  }

  /// Sends a member the averages that it lacks, no more than may be under way to it; what is not kept any more makes a joiner of it.
  mutating func helpUp(_ index: Int, at now: Duration) {
    let member = members[index]
    guard member.isInside, !member.isUnreachable, max(member.sent, member.held) < committed else { return }
    let next = max(member.sent, member.held) + 1
    if next > oldestHelped {
      let last = min(committed, member.held + plan.averagesUnderWay)
      guard next <= last else { return }
      sendAverages(next...last, to: index)
    } else if member.held >= member.sent {
      // All that was on its way has arrived, so that the snapshot comes at once.
      beginJoin(index, at: now)
    }
  }

  /// The run waited for this member.
  mutating func letGoOn(_ index: Int, at now: Duration) {
    let member = members[index]
    if member.held >= committed { members[index].snapshots = 0 }
    guard heldUp?.incarnation == member.incarnation, member.isInside, member.held >= committed else { return }
    goOnWithoutWaiting(at: now)
  }

  mutating func goOnWithoutWaiting(at now: Duration) {
    heldUp = nil
    forgetWait(at: now)
    reduceIfComplete(at: now)
  }

  /// Whoever holds this step gets what follows as averages; whoever holds an earlier one needs a snapshot.
  private var oldestHelped: Int { max(origin, committed - plan.averageWindow) }

  /// Sends again what a member lacks from a step on; what is not kept any more makes a joiner of it.
  mutating func repeatAverages(fromMissing step: UInt64, for index: Int, at now: Duration) {
    guard let step = Int(exactly: step), step >= 1, step <= committed, members[index].isInside else { return }
    members[index].hold(step - 1, at: now)
    members[index].sent = min(members[index].sent, members[index].held)
    helpUp(index, at: now)
  }

  private mutating func sendAverages(_ steps: ClosedRange<Int>, to index: Int) {
    guard let peer = members[index].bulkPeer else { return }
    members[index].sent = steps.upperBound
    for step in steps {
      if skipped.contains(step) {
        emit(.send(.committed(Committed(skipped: true)), header(.committed, to: members[index], step: step), to: peer))
      } else {
        emit(.repeatAverage(step: step, to: peer))
      }
    }
  }

  /// A snapshot that makes no progress begins again after this; over a slow link its chunks may wait behind others, so each time later. Not
  /// while all others wait for it.
  private func patience(with member: Member) -> Duration {
    guard heldUp?.incarnation != member.incarnation else { return plan.times.suspect }
    return min(
      plan.times.suspect * (1 << min(member.snapshots - 1, 8)), max(plan.times.suspect, plan.times.stepDeadline))
  }

  /// Who has new sockets, or lost chunks for a while, gets its snapshot from the beginning.
  mutating func watchJoiners(at now: Duration) {
    if let heldUp, now >= heldUp.until { goOnWithoutWaiting(at: now) }
    for index in members.indices {
      guard case .joining(let joining) = members[index].place,
        joining.isBroken || now - joining.progress >= patience(with: members[index])
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
