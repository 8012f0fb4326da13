import Cluster
import Keys
import RunFiles
import ZeroMQ

/// Decides by a list of keys who may connect, and tells whose a frame is. Belongs to the socket thread.
final class Gatekeeper {
  let gate: Gate
  let keys: KeyPair
  private let file: String
  private var identities: [String: Identity]
  private var notices = Notices<PublicKey>()

  /// - Throws: `KeyFileError`, `SocketError`.
  init(_ files: KeyFiles, context: Context) throws {
    keys = files.pair
    file = files.list
    identities = Self.identities(try AllowList(file: files.list))
    gate = try Gate(context: context)
  }

  /// Lets those in that wait and are on the list; tells of the others, but not again and again.
  func answer(at now: Duration, _ tell: (CoordinatorReport) -> Void) throws(SocketError) {
    try gate.answer { key, address in
      if identities[key.text] != nil { return true }
      if notices.isNew(key, at: now) { tell(.turnedAway(address: address, key: key.text, list: file)) }
      return false
    }
  }

  /// Whose a frame is that came over an encrypted connection.
  func standing(of frame: Frame) -> Standing {
    guard let key = frame.property("User-Id"), let identity = identities[key] else { return .removed }
    return .known(identity)
  }

  /// Reads the list again, and gives the keys on it. A list with a mistake changes nothing.
  func readAgain() throws(KeyFileError) -> Set<String> {
    identities = Self.identities(try AllowList(file: file))
    return Set(identities.keys)
  }

  private static func identities(_ list: AllowList) -> [String: Identity] {
    Dictionary(
      uniqueKeysWithValues: list.entries.map { entry in
        (entry.key.text, Identity(name: entry.name, key: entry.key.text, isWorker: entry.role == .worker))
      })
  }
}

/// The coordinator's own key, read before anything is written, and where its list lies.
struct KeyFiles {
  let pair: KeyPair
  let list: String

  /// Nil when the run file has no keys.
  ///
  /// - Parameter credentials: `$CREDENTIALS_DIRECTORY`.
  init?(_ security: RunSettings.Security, credentials: String?) throws(KeyFileError) {
    guard let keyFile = security.keyFile, let allowFile = security.allowFile else { return nil }
    pair = try SecretKeyFile.read(keyFile, credentials: credentials)
    list = allowFile
    _ = try AllowList(file: allowFile)
  }
}
