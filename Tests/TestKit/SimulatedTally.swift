import Dispatch
import Locks

/// What became of many seeds.
package struct SimulatedTally: Sendable {
  package private(set) var seeds = 0
  package private(set) var commits = 0
  /// A line for each seed that went wrong: its story and number first, to replay it.
  package private(set) var wrong: [String] = []
  package private(set) var coverage = SimulatedCoverage()

  package init() {}

  /// Runs the seeds of a story on several threads; the outcome does not depend on their number.
  package init(of story: SimulatedStory, seeds: Range<UInt64>, steps: Int = 0, jobs: Int) {
    let parts = Locked([SimulatedTally](repeating: SimulatedTally(), count: jobs))
    DispatchQueue.concurrentPerform(iterations: jobs) { job in
      var part = SimulatedTally()
      for seed in seeds where Int(seed) % jobs == job {
        part.add(story, seed, story.run(seed: seed, steps: steps), steps)
      }
      parts.withLock { $0[job] = part }
    }
    for part in parts.withLock({ $0 }) { formUnion(part) }
    wrong.sort()
  }

  private mutating func add(_ story: SimulatedStory, _ seed: UInt64, _ cluster: SimulatedCluster, _ steps: Int) {
    seeds += 1
    commits += cluster.coordinatorStep
    coverage.formUnion(cluster.coverage)
    guard let first = cluster.faultsOfTheRun.first else { return }
    wrong.append("\(story.rawValue) \(seed)\(steps > 0 ? " --steps \(steps)" : ""): \(first)")
  }

  package mutating func formUnion(_ other: SimulatedTally) {
    seeds += other.seeds
    commits += other.commits
    wrong += other.wrong
    coverage.formUnion(other.coverage)
  }
}
