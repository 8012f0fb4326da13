import Keys
import ZeroMQ

/// Lists of who may connect, and the texts of keys in them.
enum KeyLists {
  static func check(_ input: [UInt8]) throws {
    let text = String(decoding: input, as: UTF8.self)
    try checkKey(text)
    let list: AllowList
    do { list = try AllowList(text: text, file: "allowed") } catch {
      return try require(error.description.hasPrefix("allowed:"), "a mistake without its place: \(error)")
    }
    let written = list.entries.map { $0.line + "\n" }.joined()
    try require(try AllowList(text: written, file: "written") == list, "another list when it is written and read again")
    for entry in list.entries { try require(list[entry.key] == entry, "the key of '\(entry.name)' is not found") }
  }

  private static func checkKey(_ text: String) throws {
    let isKey = PublicKey(text) != nil
    try require(!isKey || text.utf8.count == 40, "a key of \(text.utf8.count) bytes")
    // Any 32 bytes are a secret.
    let pair = try? KeyPair(secret: text)
    try require((pair != nil) == isKey, "'\(text)' is a key as a public one or as a secret, not as both")
  }
}
