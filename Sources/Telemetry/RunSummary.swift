/// How a run ended: the contents of the box at the end and of `summary.json`.
package struct RunSummary: Sendable, Equatable {
  package var name: String
  package var status: Status
  /// Why the run ended, when it is not simply done.
  package var message: String?
  package var steps: Int
  package var epochs: Int
  package var samples: Int
  /// Of training alone, without evaluations and checkpoints.
  package var seconds: Double
  package var samplesPerSecond: Double
  /// The last good figure; nil before the first step.
  package var trainLoss: Double?
  /// The last one; nil when nothing was evaluated.
  package var validation: EvaluationFigures?
  package var workers: Int
  /// Of all workers together.
  package var threads: Int
  package var parameters: Int
  /// Processor time of the coordinator itself, its workers not counted.
  package var coordinatorSeconds: Double?
  package var directory: String
  /// Names inside the directory that a person may look for.
  package var files: [String]
  /// Commands that follow naturally.
  package var next: [String]

  package enum Status: String, Sendable, Equatable, CaseIterable {
    case running
    case done
    /// On request, or since a worker was lost: what there is was kept.
    case stopped
    /// The training itself failed, as when it diverged.
    case failed
  }

  package init(
    name: String, status: Status, message: String? = nil, steps: Int, epochs: Int, samples: Int, seconds: Double,
    samplesPerSecond: Double, trainLoss: Double?, validation: EvaluationFigures?, workers: Int, threads: Int,
    parameters: Int, coordinatorSeconds: Double? = nil, directory: String, files: [String] = [], next: [String] = []
  ) {
    self.name = name
    self.status = status
    self.message = message
    self.steps = steps
    self.epochs = epochs
    self.samples = samples
    self.seconds = seconds
    self.samplesPerSecond = samplesPerSecond
    self.trainLoss = trainLoss
    self.validation = validation
    self.workers = workers
    self.threads = threads
    self.parameters = parameters
    self.coordinatorSeconds = coordinatorSeconds
    self.directory = directory
    self.files = files
    self.next = next
  }
}
