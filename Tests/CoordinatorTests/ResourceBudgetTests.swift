import Testing

@testable import Coordinator

@Suite struct ResourceBudgetTests {
  private let budget = ResourceBudget(parameters: 1_000_000, stateVectors: 1, vectorFloats: 1_000_003, window: 8)

  @Test("every worker counts with its connections, its nodes and its queues")
  func counts() {
    #expect(budget.files(workers: 100) - budget.files(workers: 1) == 99 * 4)
    // Three vectors, and 64 frames for each of its two connections.
    let one = 3 * 4_000_012 + 2 * 64 * (262_144 + 128)
    #expect(budget.bytes(workers: 100) - budget.bytes(workers: 1) == 99 * one)
  }

  @Test("a small model has small frames")
  func small() {
    let budget = ResourceBudget(parameters: 99, stateVectors: 0, vectorFloats: 102, window: 8)
    #expect(budget.bytes(workers: 1000) < 100 << 20)
  }

  @Test("as many workers may come as the host can bear")
  func fitting() throws {
    #expect(try budget.workers(least: 2, most: 4096, HostLimits()) == 4096)
    #expect(try budget.workers(least: 2, most: 4096, HostLimits(files: budget.files(workers: 7))) == 7)
    let limits = HostLimits(memory: [
      .init(name: "wide", bytes: .max), .init(name: "a", bytes: budget.bytes(workers: 9)),
    ])
    #expect(try budget.workers(least: 2, most: 4096, limits) == 9)
    #expect(try budget.workers(least: 9, most: 9, limits) == 9)
  }

  @Test("too little is an error that says what is missing and what to do")
  func missing() {
    let files = #expect(throws: CoordinatorError.self) {
      try budget.workers(least: 100, most: 100, HostLimits(files: budget.files(workers: 100) - 1))
    }
    #expect(files?.exitCode == 71)
    #expect(files?.description.contains("448 open files for 100 workers, and this process may have 447") == true)
    let memory = #expect(throws: CoordinatorError.self) {
      try budget.workers(least: 100, most: 100, HostLimits(memory: [.init(name: "ulimit -v", bytes: 64 << 20)]))
    }
    #expect(memory?.description.contains("64 MiB are left (ulimit -v)") == true)
    #expect(memory?.description.contains("lower cluster.max_workers") == true)
  }

  @Test("the limits of this process can be read")
  func current() {
    let limits = HostLimits.current()
    #expect(limits.files > 20)
    #expect(limits.memory.contains { $0.name == "free memory of this host" && $0.bytes > 0 })
  }
}
