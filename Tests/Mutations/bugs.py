"""The bugs: for each its name, the stories that should find it, and the edits that make it."""
import dataclasses

CLUSTER = "Sources/Cluster/"
SHELL = "Tests/TestKit/"


@dataclasses.dataclass
class Bug:
    name: str
    stories: list
    edits: list


BUGS = [
    Bug("payload used before its CRC", ["rough-network"], [
        (SHELL + "SimulatedCluster+Coordinator.swift",
         'if frame.isSpoiled { return give(.spoiled(from: peer, frame.header, reason: "body_checksum")) }', "")]),
    Bug("old attempt accepted", ["bad-processor"], [
        (CLUSTER + "CoordinatorMachine+Admission.swift", "return header.attempt == UInt32(running.attempt) ? nil : .otherAttempt", "return nil"),
        (CLUSTER + "CoordinatorMachine+Steps.swift",
         "guard var running = phase.step, header.step == UInt64(running.step), header.attempt == UInt32(running.attempt),",
         "guard var running = phase.step, header.step == UInt64(running.step),")]),
    Bug("a node and its child both added", ["chaos", "rough-network"], [
        (SHELL + "SimulatedCoordinator.swift", "nodes = nodes.filter { !leaves.contains(tree.leaves(of: $0.key).lowerBound) }", "")]),
    Bug("joiner dealt before it caught up", ["chaos", "coordinator-chaos"], [
        (CLUSTER + "CoordinatorMachine+CatchingUp.swift",
         "members[index].place = .joining(Joining(step: committed, progress: now))", "members[index].place = .inside")]),
    Bug("first returner taken over", ["take-over"], [
        (CLUSTER + "TakeOver.swift", "!awaited.isEmpty && now < deadline ?? .zero", "false")]),
    Bug("audit after the commit", ["bad-processor"], [
        (CLUSTER + "CoordinatorMachine+Steps.swift", "!awaitsAudit(running)", "true")]),
    Bug("snapshot not copied", ["chaos", "coordinator-chaos"], [
        (SHELL + "SimulatedCluster+Replicas.swift", "for frame in frames { send(frame.payload, frame.header, to: peer) }",
         "for frame in frames { send(coordinator.replica.frames(frame.header)[Int(frame.header.chunk)].payload, frame.header, to: peer) }")]),
    Bug("term not durable", ["take-over"], [
        (SHELL + "SimulatedCluster+Faults.swift", "disk.term += 1\n", "\n"),
        (SHELL + "SimulatedCluster+Faults.swift", "(plan.term, plan.life) = (disk.term, nextLife())", "(plan.term, plan.life) = (disk.term + 1, nextLife())"),
        # Workers tell a coordinator of another life with its own term, which then raises it: that alone would hide the bug.
        (CLUSTER + "CoordinatorMachine+Terms.swift", "header.term >= plan.term, header.life", "header.term > plan.term, header.life")]),
    Bug("watchdog on control alone", ["dead-socket"], [
        (CLUSTER + "Member.swift", "var heard: Duration { min(control.heard, bulk.heard) }", "var heard: Duration { control.heard }"),
        (CLUSTER + "WorkerMachine+Watch.swift", "state.membership != nil ? min(control.heard, bulk.heard) : control.heard", "control.heard")]),
    Bug("update during compute", ["chaos"], [
        (SHELL + "SimulatedCluster+Work.swift", "    worker.jobs.append(job)\n",
         "    if case .applyAverage = job { return perform(job, at: worker) }\n    worker.jobs.append(job)\n")]),
    Bug("directory fsync left out", ["coordinator-chaos"], [
        (SHELL + "SimulatedDisk.swift", "    synced = newest\n    reported", "    reported")]),
    Bug("deadline reset by heartbeats alone", ["hanging"], [
        (CLUSTER + "CoordinatorMachine+Steps.swift", "      members[index].hold(applied, at: now)\n",
         "      members[index].hold(applied, at: now)\n      (members[index].progress, members[index].heldAt) = (now, now)\n")]),
    Bug("evaluation passed over by the holder of a root", ["lost-news"], [
        (CLUSTER + "WorkerMachine+Evaluation.swift",
         "if case .pausing(let step) = training.activity, training.plan.evaluationDue", "if case .pausing(let step) = training.activity, step < 0, training.plan.evaluationDue")]),
    Bug("leave to go ahead outlives a leader", ["spoiled-replica"], [
        (CLUSTER + "WorkerMachine+Joining.swift", "emit(.allowAhead(through: 0))", "emit(.allowAhead(through: training.applied))")]),
    Bug("replica that differs kept", ["spoiled-replica"], [
        (CLUSTER + "Agreement.swift", "guard counts.count > 1 else { return .agreed }", "guard counts.count > 9 else { return .agreed }")]),
    Bug("step passed over and forgotten", ["bad-numbers"], [
        (CLUSTER + "CoordinatorMachine+BadNumbers.swift",
         "    skipped = skipped.filter { $0 > committed - plan.averageWindow } + [committed]\n", "")]),
    Bug("bad numbers confirmed by the same node alone", ["divergence"], [
        (CLUSTER + "CoordinatorMachine+BadNumbers.swift",
         "running.bad.contains { running.overlap($0, bad) && $0.incarnation", "running.bad.contains { $0.node == bad.node && $0.incarnation")]),
    Bug("an earlier life obeyed", ["strays"], [
        (CLUSTER + "WorkerState.swift", "header.term == term && header.life == life", "header.term <= term")]),
    Bug("divided by the full batch", ["calm"], [
        (CLUSTER + "CoordinatorMachine+Steps.swift", "samples: plan.training.batches.samples(inStep: running.step), recipients: recipients",
         "samples: plan.training.batches.batchSize, recipients: recipients")]),
    Bug("who left the run taken for a member", ["stalled-coordinator"], [
        (CLUSTER + "CoordinatorMachine+Joining.swift", "if header.run != plan.run { beginAnew(index, at: now) }", "")]),
]
