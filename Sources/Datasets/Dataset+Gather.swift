import Kernels

/// The hot path: rows are picked by id, converted and scaled straight into a lane's buffers.
extension Dataset {
  /// Writes the inputs of these samples, one row each.
  ///
  /// - Parameter out: Room for ids.count · sampleSize numbers.
  package func gatherInputs(_ out: UnsafeMutablePointer<Float>, ids: [Int]) {
    switch inputs {
    case .bytes(let bytes): gatherBytes(out, bytes, ids)
    case .signedBytes(let numbers): gather(out, numbers, ids) { Double($0) }
    case .shorts(let numbers): gather(out, numbers, ids) { Double($0) }
    case .integers(let numbers): gather(out, numbers, ids) { Double($0) }
    case .floats(let numbers): gatherFloats(out, numbers, ids)
    case .doubles(let numbers): gather(out, numbers, ids) { $0 }
    }
  }

  /// Writes the class of each of these samples.
  package func gatherClasses(_ out: UnsafeMutablePointer<Int32>, ids: [Int]) {
    guard case .classes(let classes) = targets else {
      preconditionFailure("Dataset: classes asked of a data set that has none")
    }
    for (place, id) in ids.enumerated() { out[place] = classes[id] }
  }

  /// Writes the target values of each of these samples; a class counts as its number.
  ///
  /// - Parameter out: Room for ids.count · targets.size numbers.
  package func gatherValues(_ out: UnsafeMutablePointer<Float>, ids: [Int]) {
    switch targets {
    case .classes(let classes):
      for (place, id) in ids.enumerated() { out[place] = Float(classes[id]) }
    case .values(let values, _):
      let size = targets.size
      values.withUnsafeBufferPointer { values in
        for (row, id) in ids.enumerated() {
          (out + row * size).update(from: self.row(id, of: values, size), count: size)
        }
      }
    case .absent: preconditionFailure("Dataset: values asked of a data set without targets")
    }
  }

  private func gatherBytes(_ out: UnsafeMutablePointer<Float>, _ bytes: [UInt8], _ ids: [Int]) {
    for id in ids { precondition(id >= 0 && id < count, "Dataset: sample \(id) of \(count)") }
    let (scale, shift) = (Float(scaling.factor), Float(-scaling.mean * scaling.factor))
    bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      Kernels.table.pointee.gather_bytes(out, base, ids, scale, shift, ids.count, sampleSize)
    }
  }

  private func gatherFloats(_ out: UnsafeMutablePointer<Float>, _ numbers: [Float], _ ids: [Int]) {
    guard scaling == .identity else { return gather(out, numbers, ids) { Double($0) } }
    let size = sampleSize
    numbers.withUnsafeBufferPointer { numbers in
      for (row, id) in ids.enumerated() {
        (out + row * size).update(from: self.row(id, of: numbers, size), count: size)
      }
    }
  }

  @inline(__always)
  private func gather<Number>(
    _ out: UnsafeMutablePointer<Float>, _ numbers: [Number], _ ids: [Int], _ widen: (Number) -> Double
  ) {
    let size = sampleSize
    let (mean, factor) = (scaling.mean, scaling.factor)
    numbers.withUnsafeBufferPointer { numbers in
      for (row, id) in ids.enumerated() {
        let source = self.row(id, of: numbers, size)
        let target = out + row * size
        for place in 0..<size { target[place] = Float((widen(source[place]) - mean) * factor) }
      }
    }
  }

  /// The first number of a sample, checked once a row.
  @inline(__always)
  private func row<Number>(_ id: Int, of numbers: UnsafeBufferPointer<Number>, _ size: Int) -> UnsafePointer<Number> {
    guard id >= 0, id < count, let base = numbers.baseAddress else {
      preconditionFailure("Dataset: sample \(id) of \(count)")
    }
    return base + id * size
  }
}
