import Crypto

extension TrainingData {
  /// SHA-256 of everything that training sees of the data: the numbers, shapes, targets and scaling of both sets.
  ///
  /// Files that were packed differently and hold the same numbers have the same digest.
  package func digest() -> String {
    var hash = SHA256()
    train.update(&hash)
    validation?.update(&hash)
    return hash.finalize().hexadecimal
  }
}

extension Dataset {
  fileprivate func update(_ hash: inout SHA256) {
    func add(_ numbers: [Int]) {
      numbers.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }
    add([count, sampleShape.count] + sampleShape)
    add([scaling.mean, scaling.factor].map { Int(bitPattern: UInt(truncatingIfNeeded: $0.bitPattern)) })
    inputs.withUnsafeBytes { hash.update(bufferPointer: $0) }
    switch targets {
    case .classes(let classes): classes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    case .values(let values, let shape):
      add([shape.count] + shape)
      values.withUnsafeBytes { hash.update(bufferPointer: $0) }
    case .absent: break
    }
  }
}
