import Reduction
import Wire

extension WorkerMachine {
  /// The replica holds a step (or will, when the work queue gets there): what comes next?
  mutating func enter(after step: Int, at now: Duration) {
    guard case .training(let training) = state else { return }
    if training.plan.pauses(afterStep: step) {
      guard training.committed >= step else { return setActivity(.pausing(step: step)) }
      if training.plan.evaluationDue(afterStep: step), lastEvaluated != step {
        return beginEvaluation(after: step, at: now)
      }
    }
    goOn(after: step, at: now)
  }

  mutating func setActivity(_ activity: Activity) {
    guard case .training(var training) = state else { return }
    training.activity = activity
    state = .training(training)
  }

  /// The next step, or nothing more.
  mutating func goOn(after step: Int, at now: Duration) {
    guard case .training(let training) = state else { return }
    if step >= training.plan.totalSteps { return setActivity(.over) }
    setActivity(.stepping(training.beginning(step + 1)))
    takeUpcoming()
    guard case .training(let training) = state else { return }
    claim(training.deal.shards)
    takeOrders(at: now)
  }

  mutating func computed(_ computed: Computed, at now: Duration) {
    guard case .training(var training) = state else { return }
    if computed.isAudit { return computedAgain(computed) }
    if computed.wentOn { return wentOn(computed, at: now) }
    guard !training.isRejoining else { return }
    guard case .stepping(var stepping) = training.activity, computed.step == stepping.step,
      computed.attempt == stepping.attempt
    else { return }
    stepping.tasks = max(0, stepping.tasks - 1)
    training.settled = max(training.settled, computed.step - 1)
    let isHeld = training.committed < computed.step - 1
    if isHeld { stepping.held.append(computed) }
    training.activity = .stepping(stepping)
    state = .training(training)
    if !isHeld { deliver(computed, at: now) }
  }

  /// The shell has applied the root and computes the next step already. The average may have come in between.
  private mutating func wentOn(_ computed: Computed, at now: Duration) {
    guard case .training(var training) = state, computed.finite, training.holdsRoot(computed) else { return }
    if computed.step == training.next {
      training.applied = computed.step
      training.settled = computed.step
      // The shell was faster than the question.
      if let comparing = training.comparing { sayHeld(comparing.step, passed: true) }
      training.comparing = nil
      training.sent = [computed]
      training.activity = .stepping(Stepping(step: training.next))
      if training.isRejoining {
        // Nobody asked for these nodes: what they made of the replica is said instead.
        training.committed = computed.step
        return state = .training(training)
      }
      state = .training(training)
      takeUpcoming()
      noteAhead(computed)
      sendNodes(computed)
    } else if computed.step == training.applied {
      // Here too the shell was faster than the question, which it passes over.
      if let comparing = training.comparing, comparing.step < computed.step {
        sayHeld(comparing.step, passed: true)
        training.comparing = nil
        state = .training(training)
      }
      noteAhead(computed)
    }
  }

  /// All shards of the step after are being computed.
  private mutating func noteAhead(_ computed: Computed) {
    guard case .training(var training) = state, case .stepping(var stepping) = training.activity else { return }
    stepping.tasks += 1
    stepping.claimed.insert(contentsOf: 0..<training.plan.batches.shards)
    training.activity = .stepping(stepping)
    training.orders.removeAll { $0.step <= stepping.step && $0.assist.evaluation.isEmpty && !$0.assist.isAudit }
    state = .training(training)
  }

  /// Sends a step's nodes; the holder of the root needs no average.
  mutating func deliver(_ computed: Computed, at now: Duration) {
    guard case .training(var training) = state else { return }
    if training.sent.first?.step != computed.step { training.sent = [] }
    training.sent.append(computed)
    state = .training(training)
    if computed.finite, training.holdsRoot(computed), !training.prepared.membership.isAudited(computed.step) {
      applyRoot(computed, at: now)
    }
    sendNodes(computed)
  }

  mutating func applyRoot(_ computed: Computed, at now: Duration) {
    guard case .training(var training) = state, computed.step == training.next else { return }
    if training.activity.isComputing { emit(.cancel(throughStep: computed.step)) }
    training.applied = computed.step
    state = .training(training)
    let samples = training.plan.batches.samples(inStep: computed.step)
    emit(.applyRoot(step: computed.step, attempt: computed.attempt, samples: samples))
    enter(after: computed.step, at: now)
  }

  /// Nodes of a committed step are asked for before the news of it came, and are released.
  mutating func repeatNodes(_ header: FrameHeader) {
    guard case .training(let training) = state else { return }
    for sent in training.sent
    where header.step == UInt64(sent.step) && header.attempt == UInt32(sent.attempt) && sent.step > training.committed {
      sendNodes(sent)
    }
  }

  mutating func averageStaged(_ header: FrameHeader, at now: Duration) {
    guard case .training(var training) = state, header.step == UInt64(training.next), awaitedEvaluation == nil else {
      return
    }
    let step = training.next
    if training.activity.isComputing { emit(.cancel(throughStep: step)) }
    training.applied = step
    state = .training(training)
    emit(.applyAverage(step: step, attempt: Int(header.attempt)))
    if header.flags.contains(.compare) { compare(header.step) }
    answerQuestion()
    commit(step)
    enter(after: step, at: now)
  }
}
