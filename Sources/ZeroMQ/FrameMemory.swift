import CZeroMQ

/// Keeps the memory of frames that are done with for the next ones.
///
/// libzmq allocates each frame with malloc, which by default gives memory back to the system as soon as half a
/// megabyte is free, and faults it in again for the next vector. A round trip of 7.4 MB over loopback costs both ends
/// 14 ms of processor time with 2,350 page faults that way, and 7 ms with none this way.
package enum FrameMemory {
  /// Blocks up to this come from the heap instead of a mapping of their own; the most that malloc allows.
  private static let largestBlock: Int32 = 32 << 20
  /// Free memory that stays with the process.
  private static let kept: Int32 = 256 << 20
  /// Heaps. Dispatch's threads come and go, and a new one would settle in a heap of its own, which keeps what is free there from the others: a
  /// worker grew by a tenth in half an hour.
  private static let heaps: Int32 = 2

  /// Set once a process, before its first frame. A malloc that knows no such settings is none the worse.
  static let keep: Void = {
    mallopt(M_MMAP_THRESHOLD, largestBlock)
    mallopt(M_TRIM_THRESHOLD, kept)
    mallopt(M_ARENA_MAX, heaps)
  }()

  /// Gives whatever is free back to the system: worth it where a run was left, whose data and lanes lay between the frames, in the
  /// heaps of other threads too.
  package static func giveBack() { malloc_trim(0) }
}
