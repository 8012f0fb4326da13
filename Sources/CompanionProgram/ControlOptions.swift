import ArgumentParser
import Foundation
import Keys
import Wire
import ZeroMQ

/// Which coordinator is meant: that of a run of this host by the run's directory, or one anywhere by its address and an administrator's key.
struct ControlOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The directory of a run that this host's coordinator leads, as runs/NAME.", valueName: "run"))
  var run: String?

  @OptionGroup var remote: CoordinatorOptions

  func validate() throws {
    guard (run == nil) != (remote.coordinator == nil) else {
      throw ValidationError("expected the directory of a run, or --coordinator with --key and --coordinator-key")
    }
    guard remote.coordinator == nil || remote.key != nil else {
      throw ValidationError(
        "expected --key, of the role admin (mgd keygen --admin), and --coordinator-key with --coordinator")
    }
  }

  /// The run that was named by its directory; nil for a coordinator that was named by its address.
  ///
  /// - Throws: ``CompanionError``, `CheckpointError`.
  func localRun() throws -> LocalRun? { try run.map(LocalRun.init) }

  /// - Throws: ``CompanionError``, `KeyFileError`, `SocketError`, `CheckpointError`.
  func connect() throws -> ControlConnection {
    if let run = try localRun() { return try run.connect() }
    guard let coordinator = remote.coordinator, let key = remote.key, let coordinatorKey = remote.coordinatorKey else {
      preconditionFailure("ControlOptions: validate() lets no other combination pass")
    }
    let pair = try SecretKeyFile.read(key, credentials: ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"])
    let server = try PublicKeyFile.read(coordinatorKey).key
    return try ControlConnection(to: try Endpoint(parsing: coordinator), security: .client(pair, server: server))
  }
}
