/// The memory of one or more tensors: 64-byte aligned floats, freed or given back to its pool with the last of them.
final class Storage {
  let block: UnsafeMutablePointer<Float>
  let pool: Pool?
  private let sizeClass: SizeClass

  /// Uninitialised memory for `count` floats.
  init(_ count: Int, from pool: Pool?) {
    self.pool = pool
    if let pool {
      (block, sizeClass) = pool.take(count)
    } else {
      sizeClass = SizeClass(count)
      block = Storage.allocate(count)
    }
  }

  deinit {
    if let pool {
      pool.giveBack(block, sizeClass)
    } else {
      block.deallocate()
    }
  }

  static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * MemoryLayout<Float>.stride, alignment: 64)
      .assumingMemoryBound(to: Float.self)
  }
}
