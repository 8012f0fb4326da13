import Reduction

/// The averages of the last committed steps, for members that are behind.
struct AverageStore {
  private let window: Int
  private var kept: [(step: Int, average: FlatBuffer)] = []

  init(window: Int) {
    precondition(window >= 1, "AverageStore: window \(window)")
    self.window = window
  }

  /// Keeps one more, and gives what falls out of the window.
  mutating func keep(_ average: FlatBuffer, ofStep step: Int) -> [FlatBuffer] {
    kept.append((step, average))
    let excess = max(0, kept.count - window)
    defer { kept.removeFirst(excess) }
    return kept.prefix(excess).map(\.average)
  }

  func average(ofStep step: Int) -> FlatBuffer? { kept.last { $0.step == step }?.average }
}
