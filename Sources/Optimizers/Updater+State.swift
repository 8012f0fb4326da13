import Kernels

extension Updater {
  /// Everything that later steps depend on, but for the description and the learning rate: a copy.
  package struct State: Equatable, Sendable {
    package var stepCount: Int
    package var vectors: [Vector]

    package struct Vector: Equatable, Sendable {
      /// PyTorch's name, as `exp_avg`.
      package var name: String
      package var values: [Float]

      package init(name: String, values: [Float]) {
        self.name = name
        self.values = values
      }
    }

    package init(stepCount: Int, vectors: [Vector]) {
      self.stepCount = stepCount
      self.vectors = vectors
    }
  }

  /// A copy of the state, to be restored in an updater of the same description and count.
  package var snapshot: State {
    State(stepCount: stepCount, vectors: state.map { .init(name: $0.name, values: Array($0.vector.buffer)) })
  }

  /// Takes over the state of another updater of the same description and count: later steps give the bits that they would
  /// have given there.
  ///
  /// The state has the vectors that ``stateVectors`` names, each of ``count`` numbers.
  package func restore(_ snapshot: State) {
    precondition(
      snapshot.vectors.map(\.name) == state.map(\.name) && snapshot.vectors.allSatisfy { $0.values.count == count },
      "Updater.restore: vectors \(snapshot.vectors.map { ($0.name, $0.values.count) }), expected "
        + "\(state.map(\.name)) of \(count)")
    for (vector, own) in zip(snapshot.vectors, state) { _ = own.vector.buffer.update(from: vector.values) }
    resume(afterSteps: snapshot.stepCount)
  }
}
