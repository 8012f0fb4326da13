import Wire

/// Who a worker process is, for as long as it lives.
package struct WorkerIdentity: Equatable, Sendable {
  /// Unique among the run's live workers.
  package var name: String
  package var host: String
  package var pid: Int32
  package var threads: Int
  /// As `InstructionSet.rawValue`.
  package var instructionSet: String
  package var build: String
  /// 64 random bits of this process.
  package var incarnation: UInt64
  /// Ends with the first run instead of waiting for the next.
  package var once: Bool
  /// Gives up when no coordinator was heard for so long; nil for ever. A worker that a coordinator started does not outlive it for long.
  package var patience: Duration?
  /// The versions of the protocol that this program speaks.
  package var protocols: ClosedRange<UInt16>

  package init(
    name: String, host: String, pid: Int32, threads: Int, instructionSet: String, build: String, incarnation: UInt64,
    once: Bool, patience: Duration? = nil,
    protocols: ClosedRange<UInt16> = FrameHeader.currentVersion...FrameHeader.currentVersion
  ) {
    self.name = name
    self.host = host
    self.pid = pid
    self.threads = threads
    self.instructionSet = instructionSet
    self.build = build
    self.incarnation = incarnation
    self.once = once
    self.patience = patience
    self.protocols = protocols
  }
}
