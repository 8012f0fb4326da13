import Names
import ZeroMQ

/// The sections of a run file and their keys: the one place that says what there is.
///
/// Reading, writing, the digest of what decides and the reference all follow this table.
enum KeyTable {
  /// In the order in which a resolved run file is written.
  static let sections = [
    "run", "data", "model", "loss", "optimizer", "batch", "evaluation", "checkpoint", "exchange", "cluster",
    "security", "telemetry",
  ]

  /// Those without which there is nothing to train.
  static let requiredSections = ["run", "data", "model", "loss", "optimizer", "batch"]

  /// Keys of the sections whose keys do not depend on a type, for hints.
  private static let homes: [(section: String, names: [String])] = [
    ("run", run.map(\.name)), ("model", model.map(\.name)), ("batch", batch.map(\.name)),
    ("evaluation", evaluation.map(\.name)), ("checkpoint", checkpoint.map(\.name)), ("exchange", exchange.map(\.name)),
    ("cluster", cluster.map(\.name)), ("security", security.map(\.name)),
    ("telemetry", telemetry.map(\.name)), ("optimizer", OptimizerKeys.all.map(\.name)),
  ]

  /// The section that a key belongs to, when it is one alone.
  static func section(of key: String) -> String? {
    let found = homes.filter { $0.names.contains(key) }
    return found.count == 1 ? found[0].section : nil
  }

  static let run: [Key<RunSettings.Run>] = [
    Key("name", .runName, \.name, .free, required: true, "names the run and its directory"),
    Key("directory", .path, \.directory, .free, "where run directories are made, from the current directory"),
    Key("seed", .natural, \.seed, .deciding, "all random numbers follow from it"),
    Key("epochs", .integer(1...Self.mostEpochs), optional: \.epochs, .free, "passes over the training set"),
    Key("steps", .integer(1...Self.mostSteps), optional: \.steps, .free, "optimizer updates, instead of epochs"),
    Key(
      "on_bad_numbers", .choice, \.onBadNumbers, .deciding,
      "when a gradient is not finite on two workers alike: stop, or count the step and leave the weights as they are"),
  ]

  static let batch: [Key<RunSettings.Batch>] = [
    Key("size", .integer(1...Self.mostSamples), \.size, .deciding, required: true, "samples of one step"),
    Key(
      "shards", .integer(1...Self.mostShards), \.shards, .deciding,
      "parts of every batch: the most threads that can work at once; never more than its samples"),
  ]

  static let evaluation: [Key<RunSettings.Evaluation>] = [
    Key(
      "every_epochs", .integer(1...Self.mostEpochs), optional: \.everyEpochs, .deciding,
      "epochs between evaluations; 1 when every_steps is not given"),
    Key(
      "every_steps", .integer(1...Self.mostSteps), optional: \.everySteps, .deciding, "steps between evaluations"),
    Key(
      "shard", .integer(1...Self.mostSamples), \.shard, .deciding, "validation samples that are computed at once"),
  ]

  static let checkpoint: [Key<RunSettings.Checkpoint>] = [
    Key("every_steps", .integer(1...Self.mostSteps), optional: \.everySteps, .free, "steps between checkpoints"),
    Key("every_epochs", .integer(0...Self.mostEpochs), \.everyEpochs, .free, "epochs between checkpoints; 0 for none"),
    Key("every_seconds", .secondsOrNone, \.everySeconds, .free, "seconds between checkpoints; 0 for none"),
    Key("keep", .integer(1...Self.mostKept), \.keep, .free, "newest checkpoints that stay, besides the best one"),
    Key(
      "required", .boolean, \.required, .free,
      "stop, resumable, when a checkpoint cannot be written, instead of going on without"),
  ]

  static let exchange: [Key<RunSettings.Exchange>] = [
    Key("topology", .choice, \.topology, .free, "who reduces"),
    Key("window", .integer(1...1024), \.window, .free, "averages kept for workers that are behind"),
  ]

  static let security: [Key<RunSettings.Security>] = [
    Key("key_file", .path, optional: \.keyFile, .free, "the coordinator's secret key, from the current directory"),
    Key(
      "allow_file", .path, optional: \.allowFile, .free,
      "names and public keys of those who may connect; read again on SIGHUP"),
    Key(
      "insecure", .boolean, \.insecure, .free,
      "listen for other hosts without keys: whoever reaches the port can read and change everything"),
  ]

  static let telemetry: [Key<RunSettings.Telemetry>] = [
    Key("log_every", .integer(1...Self.mostSteps), \.logEvery, .free, "steps between logged ones")
  ]

  static let cluster: [Key<RunSettings.Cluster>] = [
    Key("listen", .address, optional: \.listen, .free, "where workers connect, as tcp://127.0.0.1:7077"),
    Key(
      "local_workers", .integer(0...256), \.localWorkers, .free,
      "workers that the coordinator starts itself; 0 when listen is given"),
    Key("local_threads", .integer(0...1024), \.localThreads, .free, "threads of each; 0 divides the cores among them"),
    Key("min_workers", .integer(1...4096), \.minWorkers, .free, "the run starts when so many are ready"),
    Key("max_workers", .integer(1...4096), \.maxWorkers, .free, "workers beyond these are refused"),
    Key("heartbeat_interval", .seconds, \.heartbeatInterval, .free, "seconds between signs of life"),
    Key("suspect", .seconds, \.suspect, .free, "seconds of silence after which a worker is watched"),
    Key("dead", .seconds, \.dead, .free, "seconds of silence after which a worker is lost"),
    Key("step_deadline", .seconds, \.stepDeadline, .free, "seconds without progress after which a worker is given up"),
    Key(
      "rejoin_grace", .seconds, \.rejoinGrace, .free,
      "seconds that a coordinator waits after its start for the workers of its last life"),
    Key("drain_timeout", .seconds, \.drainTimeout, .free, "seconds for an orderly stop; then it stops at once"),
    Key(
      "orphan_timeout", .seconds, \.orphanTimeout, .free,
      "seconds that local workers wait for a coordinator that is gone"),
    Key(
      "audit_every", .integer(0...Self.mostSteps), \.auditEvery, .free,
      "steps between those whose results another worker computes again; 0 for none"),
    Key("isa", .choice, optional: \.isa, .free, "the instruction set that no worker goes beyond"),
    Key("require_same_bits", .boolean, \.requireSameBits, .free, "refuse workers whose kernels give other bits"),
  ]

  private static let mostEpochs = 1_000_000
  private static let mostSteps = 1_000_000_000
  private static let mostKept = 100_000
  private static let mostSamples = 1 << 24
  private static let mostShards = 4096
}

extension Form<String> {
  /// A name that is safe as a directory everywhere.
  static var runName: Form {
    text("a name of \(PlainName.rule)", where: PlainName.isValid)
  }

  static var path: Form {
    text("a path that is not empty") { !$0.isEmpty && !$0.utf8.contains(0) }
  }

  /// What a socket can listen at, by the rules of sockets.
  static var address: Form {
    text("an address as \"tcp://HOST:PORT\"") { address in
      guard case .tcp = try? Endpoint(parsing: address) else { return false }
      return true
    }
  }
}
