/// Which tasks need not be finished: those of steps up to one, if they were given before the order.
///
/// A step can come again: a coordinator that takes over asks for shards that were cancelled with its predecessor.
struct Cancellation {
  private var step = 0
  private var lastTask = 0
  private var tasks = 0

  /// Tasks count from 1.
  mutating func numberTask() -> Int {
    tasks += 1
    return tasks
  }

  mutating func cancel(throughStep step: Int) {
    self.step = lastTask == tasks ? max(self.step, step) : step
    lastTask = tasks
  }

  func covers(_ step: Int, task: Int) -> Bool { task <= lastTask && step <= self.step }
}
