import Locks

/// Values that other threads leave for the socket thread, which is woken to take them.
package final class Mailbox<Value: Sendable>: Sendable {
  package let wakeUp: WakeUp
  private let waiting = Locked<[Value]>([])

  package init() throws(SocketError) {
    wakeUp = try WakeUp()
  }

  /// From any thread.
  package func post(_ value: Value) {
    let isFirst = waiting.withLock { waiting in
      waiting.append(value)
      return waiting.count == 1
    }
    if isFirst { wakeUp.signal() }
  }

  /// Everything posted since the last time, in the order of posting.
  package func takeAll() -> [Value] {
    waiting.withLock { waiting in
      guard !waiting.isEmpty else { return [] }
      defer { waiting.removeAll() }
      return waiting
    }
  }
}
