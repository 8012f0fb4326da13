import Cluster
import Datasets
import Dispatch
import Locks
import Reduction
import Synchronization
import Training
import Wire
import ZeroMQ

/// A worker's part of the run that computes: one serial queue whose tasks use all lanes.
///
/// The socket thread asks, results come back as events. What both touch lies in ``results``: a vector is written before it is put
/// there, and only read afterwards. A worker that goes on by itself can be further than its machine knows, so the queue passes
/// over what does not fit the replica.
final class Computation: Sendable {
  private let queue = DispatchQueue(label: "mgd.compute", qos: .userInitiated)
  let inbox: WorkerLoop.Inbox
  private let threads: Int
  private let directories: [String]
  let cache: DataCache
  /// What is being prepared.
  private let wanted = Locked<Welcome?>(nil)
  /// What lies here in the place of the run's data.
  private let instead = Locked<[String]>([])
  let failpoints: Failpoints
  let results = StepResults()
  /// The last step that may be applied without asking; 0 when none.
  private let ahead = Atomic<Int>(0)
  private let cancellation = Locked(Cancellation())
  /// Changes when a run is left, so that tasks of an old one do nothing.
  private let epoch = Atomic<Int>(0)
  private let state = Locked<Session?>(nil)
  let activity = Activity()

  init(
    inbox: WorkerLoop.Inbox, threads: Int, directories: [String], cache: DataCache.Place, failpoints: Failpoints
  ) {
    self.inbox = inbox
    self.threads = threads
    self.directories = directories
    self.cache = DataCache(cache)
    self.failpoints = failpoints
  }

  /// The run that was prepared.
  var session: Session? { state.withLock { $0 } }

  func prepare(_ run: RunID, _ welcome: Welcome) {
    wanted.withLock { $0 = welcome }
    queue.async { [self, life = epoch.load(ordering: .acquiring)] in
      if life == epoch.load(ordering: .acquiring) { prepareNow(run, welcome, isAgain: false, life: life) }
    }
  }

  /// The data files that were missing have come.
  func prepareAgain(_ run: RunID) {
    guard let welcome = wanted.withLock({ $0 }) else { return }
    queue.async { [self, life = epoch.load(ordering: .acquiring)] in
      if life == epoch.load(ordering: .acquiring) { prepareNow(run, welcome, isAgain: true, life: life) }
    }
  }

  func allowAhead(through step: Int) { ahead.store(step, ordering: .releasing) }

  /// Tasks of steps up to this one that were given before now need not be finished.
  func cancel(throughStep step: Int) { cancellation.withLock { $0.cancel(throughStep: step) } }

  func leaveRun() {
    epoch.add(1, ordering: .acquiringAndReleasing)
    ahead.store(0, ordering: .releasing)
    cancel(throughStep: .max)
    queue.async { [self] in
      state.withLock { $0 = nil }
      results.removeAll()
      cache.forget()
      // Otherwise the data of the next run, loaded by another thread, would come on top of what was free.
      FrameMemory.giveBack()
    }
  }

  func release(through step: Int) { results.release(through: step) }

  /// Does work of the present run, in the order of asking.
  func enqueue(_ work: @escaping @Sendable (Computation, Session) -> Void) {
    let life = epoch.load(ordering: .acquiring)
    queue.async { [self] in
      guard life == epoch.load(ordering: .acquiring), let session else { return }
      activity.begin()
      work(self, session)
      activity.end()
    }
  }

  /// Whether the run that a task belongs to was left while the task was at work.
  func lifeMark() -> Int { epoch.load(ordering: .acquiring) }

  /// The number of the next task.
  func numberTask() -> Int { cancellation.withLock { $0.numberTask() } }

  func isCancelled(_ step: Int, task: Int) -> Bool { cancellation.withLock { $0.covers(step, task: task) } }

  func isAllowedAhead(_ step: Int) -> Bool { step <= ahead.load(ordering: .acquiring) }

  private func prepareNow(_ run: RunID, _ welcome: Welcome, isAgain: Bool, life: Int) {
    let event = Result { try prepared(run, welcome, isAgain: isAgain) }
    // Looking through the data takes long; a run that was left meanwhile may be prepared anew already.
    guard life == epoch.load(ordering: .acquiring) else { return }
    switch event {
    case .success(let event): inbox.post(event)
    case .failure(let error): inbox.post(failure(of: run, error))
    }
  }

  /// Data that could not be got would not have been needed if those that are here were the run's.
  func failure(of run: RunID, _ error: any Error) -> WorkerEvent {
    let message = (["\(error)"] + instead.withLock { $0 }).joined(separator: "; ")
    return .preparationFailed(run: run, message: message, exitCode: Self.exitCode(of: error))
  }

  private static func exitCode(of error: any Error) -> Int32 {
    switch error {
    case let error as DatasetError: error.exitCode
    case let error as PreparationError: error.exitCode
    default: 70
    }
  }

  private func prepared(_ run: RunID, _ welcome: Welcome, isAgain: Bool) throws -> WorkerEvent {
    let files = try welcome.dataFiles.map(DataFile.init(told:))
    let places = directories + [cache.place.directory]
    let lacks = try isAgain ? cache.finish() : lacks(of: files, in: places)
    guard lacks.isEmpty else { return .dataMissing(run: run, lacks) }
    cache.touch(files)
    let session = try Session(welcome, files, threads: threads, directories: places)
    let digests = session.digests()
    results.begin(vectorFloats: session.run.layout.count)
    state.withLock { $0 = session }
    return .prepared(run: run, digests, session.run.plan, lanes: session.loop.lanes)
  }

  /// What no directory has, one of each content: two roles may have the same file.
  private func lacks(of files: [DataFile], in places: [String]) throws -> [MissingData] {
    var digests: Set<String> = []
    let missing = files.indices.compactMap { index -> (file: Int, finding: DatasetError)? in
      guard let finding = files[index].lack(in: places), digests.insert(files[index].sha256).inserted else {
        return nil
      }
      return (index, finding)
    }
    let others = missing.map { $0.finding.isOfAnotherFile ? $0.finding.description : nil }
    instead.withLock { $0 = others.compactMap { $0 } }
    guard !missing.isEmpty else { return [] }
    var begun = try cache.begin(missing.map(\.file), of: files)
    for (place, other) in zip(begun.indices, others) { begun[place].instead = other }
    return begun
  }
}

extension DatasetError {
  /// Whether there is something in the place of what was looked for.
  fileprivate var isOfAnotherFile: Bool {
    if case .missing = self { false } else { true }
  }
}
