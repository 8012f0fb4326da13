import Foundation
import Keys
import TestKit
import Testing
import ZeroMQ

struct AllowListTests {
  let keys: [String]

  init() throws { keys = try (0..<3).map { _ in try KeyPair.generate().publicKey.text } }

  private func list(_ text: String) throws -> AllowList { try AllowList(text: text, file: "allowed") }

  @Test("Names, keys and roles, with comments, tabs and empty lines between them")
  func entries() throws {
    let list = try list(
      "# the fleet\n\nworker-1 \(keys[0])\n\tworker-1\t \(keys[1])  worker\r\n  # alice \(keys[2])\nalice \(keys[2]) admin"
    )
    #expect(list.entries.map(\.name) == ["worker-1", "worker-1", "alice"])
    #expect(list.entries.map(\.key.text) == keys)
    #expect(list.entries.map(\.role) == [.worker, .worker, .admin])
    let key = try #require(PublicKey(keys[2]))
    #expect(list[key] == list.entries[2])
    #expect(list[try KeyPair.generate().publicKey] == nil)
  }

  @Test("A list without anybody allows nobody", arguments: ["", "\n# nobody yet\n"])
  func nobody(text: String) throws { #expect(try list(text).entries.isEmpty) }

  @Test("The first mistake refuses the list, with its line and what stood there")
  func mistakes() throws {
    let key = keys[0]
    for (text, words) in [
      ("worker-1", ["allowed:1:", "'NAME KEY'", "1 words"]),
      ("worker-1 \(key) admin now", ["allowed:1:", "4 words"]),
      ("ok \(keys[1])\n\n.hidden \(key)", ["allowed:3:", "a name of 1 to 64 letters", "'.hidden'"]),
      ("worker-1 \(key.dropLast())", ["40 characters of Z85", "39 characters that are none"]),
      ("worker-1 \(key) boss", ["the role worker or admin", "'boss'"]),
      ("w\u{1B}[2J \(key)", ["'w?[2J'"]),
      ("one \(key)\ntwo \(key)", ["allowed:2:", "a key that no line of another name or role has", "the key of 'one'"]),
      ("one \(key)\none \(key) admin", ["allowed:2:", "the key of 'one'"]),
    ] {
      let error = #expect(throws: KeyFileError.self) { try list(text) }
      for word in words { #expect("\(error!)".contains(word), "\(error!)") }
      #expect(error?.exitCode == 65)
    }
  }

  @Test("A line that stands there twice counts once")
  func repeated() throws {
    #expect(try list("one \(keys[0])\ntwo \(keys[1])\n\none  \(keys[0])").entries.map(\.name) == ["one", "two"])
  }

  @Test("A secret key is no worker, wherever it was pasted, and nothing of it is repeated")
  func secrets() throws {
    let secret = try KeyPair.generate().secret
    for text in [
      "secret-key \(secret)", "Secret-Key \(secret) admin", "worker-1 secret-key \(secret)",
      "secret-key \(secret) \(keys[0]) x",
    ] {
      let error = #expect(throws: KeyFileError.secretAmongPublic(file: "allowed", line: 2)) {
        try list("# the fleet\n" + text)
      }
      #expect(error?.exitCode == 65 && "\(error!)".contains("make it anew with mgd keygen"), "\(error!)")
    }
    for text in [
      "worker-1 \(secret.dropLast())", "\(secret.dropLast())", "\(secret)x admin",
      "worker-1 \(keys[0]) \(secret.dropLast())",
    ] {
      let error = #expect(throws: KeyFileError.self) { try list(text) }
      #expect(!"\(error!)".contains(secret.prefix(8)), "\(error!)")
    }
  }

  @Test("A list that others can write to is refused, since they could let themselves in")
  func writable() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Array("worker-1 \(keys[0])\n".utf8), to: "allowed")
    for mode in [0o666, 0o664, 0o646] as [mode_t] {
      chmod(path, mode)
      let error = #expect(throws: KeyFileError.self) { try AllowList(file: path) }
      #expect(error?.exitCode == 77)
      #expect("\(error!)".contains("they could have added keys; chmod 644 \(path)"), "\(error!)")
    }
    chmod(path, 0o644)
    #expect(try AllowList(file: path).entries.count == 1)
  }

  @Test(
    "So is one of another user; root's is anybody's", .enabled(if: geteuid() == 0, "only root can give a file away"))
  func foreign() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Array("worker-1 \(keys[0])\n".utf8), to: "allowed")
    chmod(path, 0o644)
    #expect(chown(path, 65_534, 65_534) == 0)
    let error = #expect(throws: KeyFileError.self) { try AllowList(file: path) }
    #expect(error?.exitCode == 77)
    #expect("\(error!)".contains("it belongs to user 65534, not to 0, so that they could have added keys"), "\(error!)")
  }
}
