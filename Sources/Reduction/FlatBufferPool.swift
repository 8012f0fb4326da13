import Locks

/// Flat vectors of one length that are used again, so that a step after the first ones allocates none.
///
/// The last one given back is taken first: it is most likely still in the cache. Any thread may take and give back.
package final class FlatBufferPool: Sendable {
  /// The length of every vector of this pool.
  package let count: Int
  private let state = Locked(State())

  private struct State {
    var free: [FlatBuffer] = []
    var hits = 0
    var misses = 0
  }

  package init(count: Int) { self.count = count }

  /// A vector whose numbers are not set to anything.
  package func take() -> FlatBuffer {
    let recycled = state.withLock { state -> FlatBuffer? in
      let buffer = state.free.popLast()
      if buffer == nil { state.misses += 1 } else { state.hits += 1 }
      return buffer
    }
    return recycled ?? FlatBuffer(count: count)
  }

  /// Hands a vector back; the caller must not touch it afterwards.
  package func giveBack(_ buffer: FlatBuffer) {
    precondition(buffer.count == count, "FlatBufferPool: \(buffer.count) numbers given back to a pool of \(count)")
    state.withLock { $0.free.append(buffer) }
  }

  /// How many were taken from those given back, and how many had to be allocated.
  package var statistics: (hits: Int, misses: Int) { state.withLock { ($0.hits, $0.misses) } }
}
