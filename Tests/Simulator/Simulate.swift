import ArgumentParser
import Dispatch
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
    static let configuration = CommandConfiguration(
      abstract:
        "Runs many seeds; exit code 1 if one of them goes wrong, or if all stories together, in their own lengths, leave something out."
    )

    @Option(help: "The first seed.") var from: UInt64 = 0
    @Option(help: "How many seeds of each story.") var seeds: UInt64 = 1_000
    @Option(help: "One story instead of all: \(SimulatedStory.allCases.map(\.rawValue).joined(separator: ", ")).")
    var story: SimulatedStory?
    @Option(help: "Runs of at least so many steps, longer than their own.") var steps = 0
    @Option(help: "Threads.") var jobs = 2

    func validate() throws {
      guard jobs > 0 else { throw ValidationError("--jobs \(jobs): expected at least 1") }
    }

    func run() throws {
      let stories = story.map { [$0] } ?? SimulatedStory.allCases
      let clock = ContinuousClock()
      var tally = SimulatedTally()
      let time = clock.measure {
        for story in stories {
          tally.formUnion(SimulatedTally(of: story, seeds: from..<(from + seeds), steps: steps, jobs: jobs))
        }
      }
      for line in tally.wrong { print(line) }
      let missing = story == nil && steps == 0 ? tally.coverage.missing : []
      for missing in missing { print("not met: \(missing)") }
      print("\(tally.seeds) seeds, \(tally.commits) commits in \(time); wrong \(tally.wrong.count)")
      if !tally.wrong.isEmpty || !missing.isEmpty { throw ExitCode(1) }
    }
  }

  struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints everything that happens with one seed.")

    @Argument var story: SimulatedStory
    @Argument var seed: UInt64
    @Option(help: "A run of at least so many steps.") var steps = 0

    func run() throws {
      let cluster = story.run(seed: seed, steps: steps, recordsTrace: true)
      for line in cluster.trace.lines { print(line) }
      for fault in cluster.faultsOfTheRun { print("wrong: \(fault)") }
      if !cluster.faultsOfTheRun.isEmpty { throw ExitCode(1) }
    }
  }
}

extension SimulatedStory: ExpressibleByArgument {}
