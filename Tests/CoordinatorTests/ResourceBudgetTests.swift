import RunFiles
import Testing
import Training

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

  private static func settings(layers: String, optimizer: String) throws -> RunSettings {
    let text = """
      run = { name = "large", epochs = 1 }
      data = { format = "generated", name = "spirals", samples = 64 }
      model = { input = [2], layers = [\(layers)] }
      loss = { type = "cross_entropy" }
      optimizer = { \(optimizer) }
      batch = { size = 16, shards = 4 }
      """
    return try RunFile.parse(Array(text.utf8), path: "run.toml")
  }

  @Test(
    "a run file tells the size of its replica as the replica itself does",
    arguments: [
      ("type = \"sgd\", learning_rate = 0.1", 0), ("type = \"sgd\", learning_rate = 0.1, momentum = 0.9", 1),
      ("type = \"adam\"", 2), ("type = \"adamw\", amsgrad = true", 3),
    ])
  func size(optimizer: String, vectors: Int) throws {
    let layers = "{ type = \"linear\", outputs = 5, activation = \"relu\" }, { type = \"linear\", outputs = 3 }"
    let settings = try Self.settings(layers: layers, optimizer: optimizer)
    let (size, run) = (ReplicaSize(settings), try PreparedRun(settings))
    #expect(size.parameters == run.layout.parameters && size.vectorFloats == run.layout.count)
    #expect(size.stateVectors == vectors && Replica(run).stateNames.count == vectors)
  }

  @Test("a model that no host can hold is refused by its run file, and nothing overflows")
  func huge() throws {
    // 20 layers of two thousand million weights.
    let layers = (0..<20).map { "{ type = \"linear\", outputs = \($0.isMultiple(of: 2) ? 1_000_000 : 2000) }" }
    let settings = try Self.settings(layers: layers.joined(separator: ", "), optimizer: "type = \"adam\"")
    #expect(ReplicaSize(settings).parameters > 30_000_000_000)
    let error = #expect(throws: CoordinatorError.self) { try ResourceBudget.mostWorkers(settings) }
    #expect(error?.exitCode == 71)
    let most = Int.max / 2
    let budget = ResourceBudget(parameters: most, stateVectors: 3, vectorFloats: most, window: 1024)
    #expect(budget.bytes(workers: 4096) == .max)
  }

  @Test("the limits of this process can be read")
  func current() {
    let limits = HostLimits.current()
    #expect(limits.files > 20)
    #expect(limits.memory.contains { $0.name == "free memory of this host" && $0.bytes > 0 })
  }
}
