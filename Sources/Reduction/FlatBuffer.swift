import Kernels

/// A flat vector of Float with storage of its own, aligned to 64 bytes: a shard's gradients and statistics.
///
/// It belongs to one owner at a time, who passes it on: a lane fills it, the partial sums add it, the socket thread sends it.
// Only the owner touches the numbers, and ownership moves through a lock or a queue; the class itself never changes.
package final class FlatBuffer: @unchecked Sendable {
  package static let alignment = 64

  /// The first number; aligned to 64 bytes.
  package let pointer: UnsafeMutablePointer<Float>
  /// How many numbers.
  package let count: Int

  /// Storage whose numbers are not set to anything yet.
  package init(count: Int) {
    precondition(count >= 0, "FlatBuffer: count \(count)")
    let bytes = max(count * MemoryLayout<Float>.stride, Self.alignment)
    self.pointer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.alignment)
      .bindMemory(to: Float.self, capacity: count)
    self.count = count
  }

  /// A copy of an array's numbers.
  package convenience init(_ scalars: [Float]) {
    self.init(count: scalars.count)
    scalars.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { pointer.update(from: base, count: count) }
    }
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  /// The numbers in place.
  package var buffer: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: pointer, count: count) }

  /// The same memory as bytes, for frames.
  package var bytes: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(buffer) }

  /// A copy of the numbers.
  package var scalars: [Float] { withExtendedLifetime(self) { Array(buffer) } }

  package func zero() { pointer.update(repeating: 0, count: count) }

  package func copy(from other: FlatBuffer) {
    precondition(count == other.count, "FlatBuffer: copy of \(other.count) numbers into \(count)")
    pointer.update(from: other.pointer, count: count)
  }

  /// Adds the numbers of another vector to these: self += other.
  package func accumulate(_ other: FlatBuffer) {
    precondition(count == other.count, "FlatBuffer: \(other.count) numbers added to \(count)")
    Kernels.table.pointee.accumulate(pointer, other.pointer, count)
  }

  /// Whether there is neither NaN nor infinity among the numbers.
  package var isFinite: Bool { Kernels.table.pointee.all_finite(pointer, count) == 1 }
}
