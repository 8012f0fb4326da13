import Foundation
import TestKit
import Testing

extension EndToEnd {
  /// `mgd keygen` as an operator uses it.
  @Suite struct KeygenTests {
    @Test("a secret for its owner alone, and a line for the list of allowed keys", arguments: [false, true])
    func makesKeys(admin: Bool) throws {
      let scratch = try Scratch()
      let ended = try keygen(["alice"] + (admin ? ["--admin"] : []), into: scratch.path)
      try #require(ended.code == 0, "\(ended.errors)")
      #expect(try scratch.names == ["alice.public", "alice.secret"])
      #expect(mode(scratch.file("alice.secret")) == 0o600)
      #expect(mode(scratch.file("alice.public")) == 0o644)
      let line = String(decoding: try scratch.bytes("alice.public"), as: UTF8.self)
      let words = line.split(separator: " ")
      #expect(words.first == "alice")
      #expect(words.count == (admin ? 3 : 2))
      #expect(ended.output.hasSuffix(line))
      // The secret itself is nowhere but in its file.
      let secret = String(decoding: try scratch.bytes("alice.secret"), as: UTF8.self).split(separator: " ").last ?? ""
      #expect(!(ended.output + ended.errors + line).contains(secret.prefix(40)))
    }

    @Test("nothing is overwritten, and nothing is left of what failed")
    func overwritesNothing() throws {
      let scratch = try Scratch()
      _ = try scratch.write(Array("mine\n".utf8), to: "alice.secret")
      let ended = try keygen(["alice"], into: scratch.path)
      #expect(ended.code == 73)
      #expect(ended.errors.contains("alice.secret: exists"))
      #expect(try scratch.names == ["alice.secret"])
      #expect(try scratch.bytes("alice.secret") == Array("mine\n".utf8))
    }

    @Test(
      "a name that is none, and a directory that is not there",
      arguments: [("../x", "", 64), ("a", "/no", 73), ("secret-key", "", 64)])
    func refuses(name: String, below: String, code: Int) throws {
      let scratch = try Scratch()
      let ended = try keygen([name], into: scratch.path + below)
      #expect(ended.code == code, "\(ended.errors)")
      #expect(try scratch.names.isEmpty)
    }

    /// What the program says lies elsewhere.
    private func keygen(_ arguments: [String], into directory: String) throws -> Ended {
      let here = try Scratch()
      return try Programs.start("mgd", ["keygen", "--directory", directory] + arguments, in: here.path).end()
    }

    private func mode(_ path: String) -> mode_t? {
      var info = stat()
      return stat(path, &info) == 0 ? info.st_mode & 0o777 : nil
    }
  }
}
