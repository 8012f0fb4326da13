import ArgumentParser
import Checkpoints
import Foundation
import Glibc
import Keys
import Training
import Wire
import ZeroMQ

/// Which running coordinator is meant: one of this host by its run's directory, or one anywhere by its address and an administrator's key.
struct ControlOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The directory of a run that this host's coordinator leads, as runs/NAME.", valueName: "run"))
  var run: String?

  @Option(help: "Where a coordinator listens: tcp://HOST:PORT.")
  var coordinator: String?

  @Option(help: ArgumentHelp("Your secret key, of the role admin (mgd keygen --admin).", valueName: "file"))
  var key: String?

  @Option(help: ArgumentHelp("The public key of the coordinator.", valueName: "file"))
  var coordinatorKey: String?

  func validate() throws {
    guard (run == nil) != (coordinator == nil) else {
      throw ValidationError("expected the directory of a run, or --coordinator with --key and --coordinator-key")
    }
    guard (coordinator == nil) == (key == nil), (key == nil) == (coordinatorKey == nil) else {
      throw ValidationError("expected --coordinator, --key and --coordinator-key together")
    }
  }

  /// - Throws: ``CompanionError``, `KeyFileError`, `SocketError`, `CheckpointError`.
  func connect() throws -> ControlConnection {
    guard let coordinator, let key, let coordinatorKey else {
      return try ControlConnection(to: try localEndpoint(run ?? ""), security: .none)
    }
    let pair = try SecretKeyFile.read(key, credentials: ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"])
    let server = try PublicKeyFile.read(coordinatorKey).key
    return try ControlConnection(to: try Endpoint(parsing: coordinator), security: .client(pair, server: server))
  }

  private func localEndpoint(_ path: String) throws -> Endpoint {
    let reference = try RunReference(path)
    guard reference.isDirectory, let lineage = try Lineage.read(from: path) else {
      throw CompanionError.notARun(path: path, missing: Lineage.fileName)
    }
    var status = stat()
    let owner = stat(path, &status) == 0 ? status.st_uid : geteuid()
    let paths = RuntimeDirectory.candidates(of: owner, environment: ProcessInfo.processInfo.environment).map {
      LocalSocket.path(of: lineage.run, in: $0)
    }
    guard let socket = paths.first(where: { access($0, R_OK | W_OK) == 0 }) else {
      throw CompanionError.notRunning(run: path)
    }
    return .ipc(path: socket)
  }
}
