import Glibc

/// A value that one thread at a time may touch: in its turn, inside ``withLock(_:)``.
///
/// Called as the standard library's `Mutex` is, which on Linux is a futex inside a library that is not instrumented: the thread sanitizer
/// does not see it, and reports everything behind it. It does see POSIX's mutexes.
// The value is moved in, and reached through withLock alone, which lets in one thread at a time.
package final class Locked<Value: ~Copyable>: @unchecked Sendable {
  // Both lie outside the object, since a mutex must never move.
  @usableFromInline let mutex: UnsafeMutablePointer<pthread_mutex_t>
  @usableFromInline let value: UnsafeMutablePointer<Value>

  package init(_ value: consuming sending Value) {
    mutex = .allocate(capacity: 1)
    let code = pthread_mutex_init(mutex, nil)
    precondition(code == 0, "Locked: pthread_mutex_init gives \(code)")
    self.value = .allocate(capacity: 1)
    self.value.initialize(to: value)
  }

  deinit {
    value.deinitialize(count: 1)
    value.deallocate()
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Waits for its turn and gives the value to `body`, which must not lock the same again.
  @inlinable
  package func withLock<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value.pointee)
  }
}
