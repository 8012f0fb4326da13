import RunFiles
import ZeroMQ

/// Addresses as a command line or a run file gives them.
enum Addresses {
  static func check(_ input: [UInt8]) throws {
    let text = String(decoding: input, as: UTF8.self)
    try checkEndpoint(text)
    guard text.hasPrefix("tcp:"), let settings = try? Overrides.settings(["cluster.listen=\(text)"]) else { return }
    guard let listen = settings.cluster.listen else { return }
    do { _ = try Endpoint(parsing: listen) } catch {
      throw BrokenPromise(description: "a run file may have the address '\(listen)', no socket can: \(error)")
    }
  }

  private static func checkEndpoint(_ text: String) throws {
    let endpoint: Endpoint
    do { endpoint = try Endpoint(parsing: text) } catch {
      return try require(!error.description.isEmpty, "an error without words")
    }
    let written = endpoint.description
    let again: Endpoint
    do { again = try Endpoint(parsing: written) } catch {
      throw BrokenPromise(description: "'\(text)' is written as '\(written)', which is refused: \(error)")
    }
    try require(again == endpoint, "'\(text)' is written as '\(written)', which is \(again)")
    try require(again.isLocal == endpoint.isLocal, "'\(text)' is local or not")
    try require(!written.utf8.contains(0), "'\(text)' has a zero byte")
  }
}
