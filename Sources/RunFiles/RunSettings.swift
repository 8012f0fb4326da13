import Datasets
import Kernels
import NeuralNetworks
import Optimizers

/// Everything that a run file says, with defaults filled in: one section a property.
package struct RunSettings: Sendable, Equatable {
  package var run: Run
  package var data: DatasetDescription
  package var model: ModelDescription
  package var loss: LossDescription
  package var optimizer: OptimizerDescription
  package var batch: Batch
  package var evaluation: Evaluation
  package var checkpoint: Checkpoint
  package var exchange: Exchange
  package var cluster: Cluster
  package var security: Security
  package var telemetry: Telemetry

  package init(
    run: Run, data: DatasetDescription, model: ModelDescription, loss: LossDescription,
    optimizer: OptimizerDescription, batch: Batch, evaluation: Evaluation = Evaluation(),
    checkpoint: Checkpoint = Checkpoint(), exchange: Exchange = Exchange(), cluster: Cluster = Cluster(),
    security: Security = Security(), telemetry: Telemetry = Telemetry()
  ) {
    self.run = run
    self.data = data
    self.model = model
    self.loss = loss
    self.optimizer = optimizer
    self.batch = batch
    self.evaluation = evaluation
    self.checkpoint = checkpoint
    self.exchange = exchange
    self.cluster = cluster
    self.security = security
    self.telemetry = telemetry
  }
}

extension RunSettings {
  package struct Run: Sendable, Equatable, Codable {
    package var name: String
    /// Where the directory of the run is made; relative to the current directory.
    package var directory = "runs"
    package var seed: UInt64 = 0
    /// Either this or `steps`.
    package var epochs: Int?
    package var steps: Int?
    package var onBadNumbers = BadNumbers.stop

    /// What happens to a step whose gradient is not finite wherever it is computed.
    package enum BadNumbers: String, Sendable, CaseIterable, Codable {
      /// The run ends, with the step, the shard and the layer.
      case stop
      /// The step is committed and its samples count; parameters and optimizer stay as they are.
      case skip
    }

    package init(name: String, epochs: Int? = nil, steps: Int? = nil, seed: UInt64 = 0, directory: String = "runs") {
      self.name = name
      self.epochs = epochs
      self.steps = steps
      self.seed = seed
      self.directory = directory
    }
  }

  package struct Batch: Sendable, Equatable, Codable {
    /// Samples of one step.
    package var size: Int
    /// The fixed parts of every batch.
    package var shards: Int

    package static let standardShards = 8

    package init(size: Int, shards: Int = Batch.standardShards) {
      self.size = size
      self.shards = shards
    }
  }

  package struct Evaluation: Sendable, Equatable, Codable {
    /// Nil when `everySteps` alone decides.
    package var everyEpochs: Int? = 1
    package var everySteps: Int?
    /// Validation samples that are computed at once.
    package var shard = 1024

    package init(everyEpochs: Int? = 1, everySteps: Int? = nil, shard: Int = 1024) {
      self.everyEpochs = everyEpochs
      self.everySteps = everySteps
      self.shard = shard
    }
  }

  /// When checkpoints are written, whichever comes first, and how many stay. There is always one at the end.
  package struct Checkpoint: Sendable, Equatable {
    package var everySteps: Int?
    /// 0 for none.
    package var everyEpochs = 1
    /// Zero for none.
    package var everySeconds = Duration.seconds(60)
    /// The newest ones; the best by a validation figure stays besides.
    package var keep = 3
    /// Whether training stops when one cannot be written.
    package var required = false

    package init() {}
  }

  package struct Exchange: Sendable, Equatable {
    package var topology = Topology.star
    /// Averages that are kept for those who are behind.
    package var window = 8

    package enum Topology: String, Sendable, CaseIterable {
      /// The coordinator reduces.
      case star
    }

    package init() {}
  }

  package struct Cluster: Sendable, Equatable {
    /// Where workers of other hosts or started by hand connect, as `tcp://HOST:PORT`.
    package var listen: String?
    /// Worker processes that the coordinator starts itself.
    package var localWorkers = 1
    /// Of each local worker; 0 divides the cores among them.
    package var localThreads = 0
    /// The run starts when so many workers are ready.
    package var minWorkers = 1
    /// Workers beyond these are refused.
    package var maxWorkers = 4096
    package var heartbeatInterval = Duration.seconds(1)
    package var suspect = Duration.seconds(3)
    package var dead = Duration.seconds(5)
    package var stepDeadline = Duration.seconds(10)
    /// How long a coordinator waits after its start for the workers of its last life.
    package var rejoinGrace = Duration.seconds(7)
    /// How long an orderly stop may take.
    package var drainTimeout = Duration.seconds(30)
    /// How long local workers outlive their coordinator.
    package var orphanTimeout = Duration.seconds(60)
    /// Steps between audited ones; 0 for none.
    package var auditEvery = 0
    /// The instruction set that no worker goes beyond; nil lets each use its best.
    package var isa: InstructionSet?
    /// Whether a worker whose kernels give other bits is refused.
    package var requireSameBits = true

    package init() {}
  }

  /// Who may connect over tcp.
  package struct Security: Sendable, Equatable {
    /// The coordinator's secret key.
    package var keyFile: String?
    /// Names and public keys of workers and of people.
    package var allowFile: String?
    /// Whether other hosts may connect where there are no keys.
    package var insecure = false

    package init() {}
  }

  package struct Telemetry: Sendable, Equatable {
    /// Steps between two logged ones.
    package var logEvery = 100

    package init() {}
  }
}
