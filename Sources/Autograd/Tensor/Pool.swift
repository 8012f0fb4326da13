/// Blocks of memory that come back: one lane's free lists, by size.
///
/// After a few steps of a training loop every tensor finds a block here that an earlier step gave back, so that
/// the loop allocates no tensor storage. The last block returned is the first handed out: it is still in the cache.
/// One thread uses a pool at a time. A tensor keeps its pool alive, and its results take their blocks from it.
public final class Pool {
  /// How often a block lay ready, and how often it had to be allocated.
  package private(set) var hits = 0
  package private(set) var misses = 0
  private var free: [[UnsafeMutablePointer<Float>]] = []

  public init() {}

  deinit {
    for list in free { for block in list { block.deallocate() } }
  }

  /// A block of at least `count` floats, at a multiple of 64 bytes.
  func take(_ count: Int) -> (block: UnsafeMutablePointer<Float>, sizeClass: SizeClass) {
    let sizeClass = SizeClass(count)
    if sizeClass.number < free.count, let block = free[sizeClass.number].popLast() {
      hits += 1
      return (block, sizeClass)
    }
    misses += 1
    return (Storage.allocate(sizeClass.capacity), sizeClass)
  }

  func giveBack(_ block: UnsafeMutablePointer<Float>, _ sizeClass: SizeClass) {
    while free.count <= sizeClass.number { free.append([]) }
    free[sizeClass.number].append(block)
  }
}

/// Sizes rounded up to four steps in each power of two, so that at most a fifth of a large block lies idle.
struct SizeClass {
  let number: Int
  /// In floats.
  let capacity: Int

  init(_ count: Int) {
    let lines = max(1, (count + 15) / 16)  // of 64 bytes
    let shift = max(0, Int.bitWidth - 3 - lines.leadingZeroBitCount)
    let steps = (lines + (1 << shift) - 1) >> shift
    number = shift * 4 + steps
    capacity = (steps << shift) * 16
  }
}
