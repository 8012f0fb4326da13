/// A vector that can be a node of the canonical sum: many numbers with an owner, added in place.
package protocol Summand: Sendable {
  /// How many numbers.
  var count: Int { get }

  subscript(index: Int) -> Float { get }

  /// The numbers in place, in order; one piece, or several of a multiple of 4,096 numbers and a last one. Valid while the vector lives.
  var pieces: [UnsafeMutableBufferPointer<Float>] { get }

  /// Adds the numbers of another vector to these: self += other.
  func accumulate(_ other: Self)
}

extension FlatBuffer: Summand {
  package subscript(index: Int) -> Float {
    precondition((0..<count).contains(index), "FlatBuffer: number \(index) of \(count)")
    return pointer[index]
  }

  package var pieces: [UnsafeMutableBufferPointer<Float>] { [buffer] }
}
