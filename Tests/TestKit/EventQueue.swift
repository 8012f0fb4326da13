/// What will happen, earliest first; what is due at the same moment happens in the order in which it was planned.
struct EventQueue {
  /// Apart from the actions, which would be counted as references with every comparison.
  private struct Moment {
    var time: Duration
    var order: Int
    /// Where its action lies.
    var place: Int

    func isBefore(_ other: Moment) -> Bool {
      time == other.time ? order < other.order : time < other.time
    }
  }

  private var heap: [Moment] = []
  private var actions: [(() -> Void)?] = []
  private var free: [Int] = []
  private var count = 0

  var nextTime: Duration? { heap.first?.time }

  mutating func add(at time: Duration, _ action: @escaping () -> Void) {
    let place: Int
    if let last = free.popLast() {
      place = last
      actions[place] = action
    } else {
      place = actions.count
      actions.append(action)
    }
    heap.append(Moment(time: time, order: count, place: place))
    count += 1
    var child = heap.count - 1
    while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func takeFirst() -> (time: Duration, action: () -> Void)? {
    guard let first = heap.first, let action = actions[first.place] else { return nil }
    actions[first.place] = nil
    free.append(first.place)
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      sink()
    }
    return (first.time, action)
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].isBefore(heap[least]) {
        least = child
      }
      guard least != parent else { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
