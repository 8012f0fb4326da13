import ArgumentParser
import TestKit

/// Random clusters on virtual time, as the tests run them.
@main
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Runs random clusters on virtual time, and replays one with its trace.",
    subcommands: [Run.self, Replay.self])
}

extension Simulate {
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Runs many seeds; exit code 1 if one of them goes wrong.")

    @Option(help: "The first seed.") var from: UInt64 = 0
    @Option(help: "How many seeds of each story.") var seeds: UInt64 = 1_000
    @Option(help: "One story instead of all: \(SimulatedStory.allCases.map(\.rawValue).joined(separator: ", ")).")
    var story: SimulatedStory?

    func run() throws {
      var (wrong, commits) = (0, 0)
      var coverage = SimulatedCoverage()
      let clock = ContinuousClock()
      let time = clock.measure {
        for story in story.map({ [$0] }) ?? SimulatedStory.allCases {
          for seed in from..<(from + seeds) {
            let cluster = story.run(seed: seed)
            commits += cluster.coordinatorStep
            coverage.formUnion(cluster.coverage)
            guard let first = cluster.faultsOfTheRun.first else { continue }
            wrong += 1
            print("\(story.rawValue) \(seed): \(first)")
          }
        }
      }
      print("\(commits) commits in \(time); wrong \(wrong)")
      for missing in coverage.missing { print("not met: \(missing)") }
      for move in coverage.moves { print(move) }
      if wrong > 0 { throw ExitCode(1) }
    }
  }

  struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints everything that happens with one seed.")

    @Argument var story: SimulatedStory
    @Argument var seed: UInt64

    func run() throws {
      let cluster = story.run(seed: seed, recordsTrace: true)
      for line in cluster.trace.lines { print(line) }
      for fault in cluster.faultsOfTheRun { print("wrong: \(fault)") }
      if !cluster.faultsOfTheRun.isEmpty { throw ExitCode(1) }
    }
  }
}

extension SimulatedStory: ExpressibleByArgument {}
