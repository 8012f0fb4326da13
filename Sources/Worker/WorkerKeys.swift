import Keys
import ZeroMQ

/// Where a worker's own key lies, and the public key of the one coordinator that it trusts. Read again for every pair of sockets, so
/// that keys can change while the worker runs.
package struct WorkerKeys: Sendable {
  let secretFile: String
  let coordinatorFile: String
  /// `$CREDENTIALS_DIRECTORY`.
  let credentials: String?

  package init(secretFile: String, coordinatorFile: String, credentials: String?) {
    self.secretFile = secretFile
    self.coordinatorFile = coordinatorFile
    self.credentials = credentials
  }

  /// - Throws: ``KeyFileError``.
  package func read() throws(KeyFileError) -> (own: KeyPair, coordinator: PublicKey) {
    (
      try SecretKeyFile.read(secretFile, credentials: credentials), try PublicKeyFile.read(coordinatorFile).key
    )
  }
}
