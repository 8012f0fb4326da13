/// A flat vector of its own: 64-byte aligned, zeroed, released with the last reference.
package final class FloatVector {
  package let count: Int
  package let pointer: UnsafeMutablePointer<Float>

  package init(repeating value: Float = 0, count: Int) {
    self.count = count
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    pointer = bytes.initializeMemory(as: Float.self, repeating: value, count: max(count, 1))
  }

  package var buffer: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: pointer, count: count) }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }
}
