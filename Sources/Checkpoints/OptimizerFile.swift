/// The optimizer's state as a safetensors file: `optim.adam.exp_avg.0.weight` with the shape of its parameter, and
/// `optim.adam.step`, the updates so far, as one I64.
enum OptimizerFile {
  static func write(
    _ content: CheckpointContent, _ layout: CheckpointLayout, emit: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try withUnsafeBytes(of: Int64(content.state.optimizerSteps).littleEndian) { steps in
      let count = TensorContent(name: layout.stepName, type: .i64, shape: [], bytes: steps)
      try add(content.vectors[...], layout, to: [count], emit)
    }
  }

  /// Holds the vectors open one inside the other, so that none is copied.
  private static func add(
    _ vectors: ArraySlice<CheckpointContent.StateVector>, _ layout: CheckpointLayout, to tensors: [TensorContent],
    _ emit: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    guard let vector = vectors.first else { return try SafetensorsWriter.write(tensors, emit: emit) }
    try vector.values.withUnsafeBufferPointer { values in
      let more = ModelFile.tensors(values, layout.slices(of: vector.name))
      try add(vectors.dropFirst(), layout, to: tensors + more, emit)
    }
  }

  /// Whether a file holds exactly the state that the layout asks for.
  static func check(_ file: SafetensorsFile, _ layout: CheckpointLayout) throws {
    let scalar = NamedSlice(name: layout.stepName, shape: [], range: 0..<1)
    try ModelFile.check(
      file, [scalar] + layout.vectors.flatMap(layout.slices(of:)), of: "\(layout.optimizer) optimizer")
  }

  /// The updates so far and the state vectors of a file that was checked.
  static func read(
    _ file: SafetensorsFile, _ layout: CheckpointLayout
  ) throws -> (steps: Int, vectors: [CheckpointContent.StateVector]) {
    let steps = try file.entry(named: layout.stepName).map(file.integer) ?? 0
    let vectors = try layout.vectors.map { name in
      CheckpointContent.StateVector(name: name, values: try floats(file, layout.slices(of: name), layout.count))
    }
    return (steps, vectors)
  }

  /// A flat vector of a file that was checked.
  static func floats(_ file: SafetensorsFile, _ slices: [NamedSlice], _ count: Int) throws -> [Float] {
    try [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      try ModelFile.read(file, slices, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }
}
