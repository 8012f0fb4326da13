/// What a run is about to do: the contents of the banner.
package struct RunOverview: Sendable, Equatable {
  package var name: String
  /// The shape of one sample.
  package var input: [Int]
  package var layers: [LayerRow]
  package var loss: String
  package var optimizer: String
  package var trainingSamples: Int
  /// 0 when nothing is evaluated.
  package var validationSamples: Int
  package var batchSize: Int
  package var shards: Int
  package var length: Length
  package var workers: Int
  /// Of all workers together.
  package var threads: Int
  package var directory: String

  /// One row of the model's table.
  package struct LayerRow: Sendable, Equatable {
    /// The layer's place among the modules, as in the names of its parameters.
    package var name: String
    package var kind: String
    /// The shape of one sample behind the layer.
    package var output: [Int]
    package var parameters: Int

    package init(name: String, kind: String, output: [Int], parameters: Int) {
      self.name = name
      self.kind = kind
      self.output = output
      self.parameters = parameters
    }
  }

  /// How long the run is, as its run file says it.
  package enum Length: Sendable, Equatable {
    case epochs(Int)
    case steps(Int)
  }

  package init(
    name: String, input: [Int], layers: [LayerRow], loss: String, optimizer: String, trainingSamples: Int,
    validationSamples: Int, batchSize: Int, shards: Int, length: Length, workers: Int, threads: Int, directory: String
  ) {
    self.name = name
    self.input = input
    self.layers = layers
    self.loss = loss
    self.optimizer = optimizer
    self.trainingSamples = trainingSamples
    self.validationSamples = validationSamples
    self.batchSize = batchSize
    self.shards = shards
    self.length = length
    self.workers = workers
    self.threads = threads
    self.directory = directory
  }

  package var parameters: Int { layers.reduce(0) { $0 + $1.parameters } }
}
