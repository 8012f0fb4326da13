/// A named part of the flat vector of parameters.
package struct NamedSlice: Sendable, Equatable {
  package let name: String
  package let shape: [Int]
  package let range: Range<Int>

  package init(name: String, shape: [Int], range: Range<Int>) {
    precondition(shape.reduce(1, *) == range.count, "NamedSlice: \(name) of shape \(shape) in \(range)")
    self.name = name
    self.shape = shape
    self.range = range
  }
}

/// The weights of a model as a safetensors file with PyTorch's names and shapes, for `load_state_dict(load_file(path))`.
package enum ModelFile {
  /// Writes the slices of a flat vector; no time and no host goes into the file, so equal weights give equal files.
  package static func write(
    _ weights: UnsafeBufferPointer<Float>, slices: [NamedSlice], metadata: [String: String] = SafetensorsWriter.pyTorch,
    to path: String
  ) throws {
    try SafetensorsWriter.write(tensors(weights, slices), metadata: metadata, to: path)
  }

  /// The slices of a flat vector as tensors.
  static func tensors(_ weights: UnsafeBufferPointer<Float>, _ slices: [NamedSlice]) -> [TensorContent] {
    slices.map { slice in
      TensorContent(
        name: slice.name, shape: slice.shape,
        bytes: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: weights[slice.range])))
    }
  }

  /// Reads the slices of a flat vector; the file must hold exactly these names and shapes.
  ///
  /// - Throws: ``CheckpointError`` that names every tensor that is missing, not known, or of another shape.
  package static func read(
    _ path: String, slices: [NamedSlice], into weights: UnsafeMutableBufferPointer<Float>
  ) throws {
    let file = try SafetensorsFile(reading: path)
    try check(file, slices)
    try read(file, slices, into: weights)
  }

  /// Reads the slices of a file that was checked.
  static func read(
    _ file: SafetensorsFile, _ slices: [NamedSlice], into weights: UnsafeMutableBufferPointer<Float>
  ) throws {
    for slice in slices {
      guard let entry = file.entry(named: slice.name) else { continue }
      try file.read(entry, into: UnsafeMutableBufferPointer(rebasing: weights[slice.range]))
    }
  }

  /// Whether a file has these tensors with these shapes and no others.
  static func check(_ file: SafetensorsFile, _ slices: [NamedSlice], of what: String = "model") throws {
    let missing = slices.filter { file.entry(named: $0.name) == nil }.map { "no \"\($0.name)\"" }
    let known = Set(slices.map(\.name))
    let unknown = file.header.entries.filter { !known.contains($0.name) }.map { "an unknown \"\($0.name)\"" }
    let shapes = slices.compactMap { slice in
      file.entry(named: slice.name).flatMap { entry in
        entry.shape == slice.shape ? nil : "\"\(slice.name)\" as \(entry.shape) instead of \(slice.shape)"
      }
    }
    let differences = missing + unknown + shapes
    guard !differences.isEmpty else { return }
    throw CheckpointError.unfit(
      file: file.path, expected: "the tensors of the \(what)", found: differences.joined(separator: ", "),
      hint: "is the file from this run file?")
  }
}
