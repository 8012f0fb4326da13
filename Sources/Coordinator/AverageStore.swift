import Training
import Wire
import ZeroMQ

/// The averages of the last committed steps, for members that are behind.
struct AverageStore {
  let window: Int
  private var kept: [Kept] = []

  private struct Kept {
    let step: Int
    let average: FrameVector
    let header: FrameHeader
    var isAddressed = false
  }

  init(window: Int) {
    precondition(window >= 1, "AverageStore: window \(window)")
    self.window = window
  }

  /// Keeps one more; the one that falls out of the window is forgotten.
  mutating func keep(_ average: FrameVector, ofStep step: Int, header: FrameHeader) {
    kept.append(Kept(step: step, average: average, header: header))
    kept.removeFirst(max(0, kept.count - window))
  }

  /// Frames of a step's average to send to one more peer; none when the step is not kept.
  mutating func frames(ofStep step: Int) -> [Frame] {
    guard let index = kept.lastIndex(where: { $0.step == step }) else { return [] }
    // The bytes are summed once, for the first peer; an average that nobody needs is not summed at all.
    if !kept[index].isAddressed { kept[index].average.address(kept[index].header) }
    kept[index].isAddressed = true
    return kept[index].average.copies
  }
}
