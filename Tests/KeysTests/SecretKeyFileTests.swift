import Foundation
import Keys
import TestKit
import Testing
import ZeroMQ

struct SecretKeyFileTests {
  let scratch: Scratch
  let path: String

  init() throws {
    scratch = try Scratch()
    path = scratch.file("worker-1.secret")
  }

  private func write(_ text: String, mode: mode_t = 0o600) throws {
    _ = try scratch.write(Array(text.utf8), to: "worker-1.secret")
    chmod(path, mode)
  }

  @Test("A secret is read as it was written, and only its owner may read it, whatever the umask")
  func roundTrip() throws {
    let pair = try KeyPair.generate()
    try SecretKeyFile.write(pair, of: "worker-1", to: path)
    var info = stat()
    #expect(stat(path, &info) == 0)
    #expect(info.st_mode & 0o777 == 0o600)
    let again = try SecretKeyFile.read(path)
    #expect(again.secret == pair.secret)
    #expect(again.publicKey == pair.publicKey)
  }

  @Test("A key is never overwritten")
  func notOverwritten() throws {
    let first = try KeyPair.generate()
    try SecretKeyFile.write(first, of: "worker-1", to: path)
    #expect(throws: KeyFileError.alreadyThere(file: path)) {
      try SecretKeyFile.write(try KeyPair.generate(), of: "worker-1", to: path)
    }
    #expect(try SecretKeyFile.read(path).secret == first.secret)
  }

  @Test(
    "A secret that others can read or change is refused", arguments: [0o644, 0o640, 0o604, 0o620, 0o601] as [mode_t])
  func notPrivate(mode: mode_t) throws {
    try write("secret-key \(try KeyPair.generate().secret)\n", mode: mode)
    let error = #expect(throws: KeyFileError.self) { try SecretKeyFile.read(path) }
    #expect(error?.exitCode == 77)
    #expect("\(error!)".contains("chmod 600 \(path)"))
  }

  @Test("Of a credential, the group's permissions are those of its access list")
  func credential() throws {
    try write("secret-key \(try KeyPair.generate().secret)\n", mode: 0o440)
    #expect(throws: KeyFileError.self) { try SecretKeyFile.read(path) }
    #expect(throws: Never.self) { try SecretKeyFile.read(path, credentials: scratch.path) }
    chmod(path, 0o444)
    #expect(throws: KeyFileError.self) { try SecretKeyFile.read(path, credentials: scratch.path) }
  }

  @Test("Mistakes are told with their line, and without what may be a secret")
  func malformed() throws {
    let secret = try KeyPair.generate().secret
    for (text, line) in [
      ("", 1), ("# only words\n", 1), ("secret-key \(secret.dropLast())\n", 1), ("\n\nsecret \(secret)\n", 3),
      ("secret-key\n", 1), ("secret-key \(secret) more\n", 1),
      ("# one\nsecret-key \(secret)\nsecret-key \(secret)\n", 3),
      ("secret-key \(secret)\u{0}\n", 1),
    ] {
      try write(text)
      let error = #expect(throws: KeyFileError.self) { try SecretKeyFile.read(path) }
      #expect("\(error!)".hasPrefix("\(path):\(line): expected "))
      #expect(!"\(error!)".contains(secret.prefix(8)))
      #expect(error?.exitCode == 65)
    }
  }

  @Test("A public key file is told by what it is, and not by its mode, which is right for it")
  func publicKey() throws {
    let entry = AllowList.Entry(name: "worker-1", key: try KeyPair.generate().publicKey, role: .worker)
    try PublicKeyFile.write(entry, to: path)
    let error = #expect(throws: KeyFileError.self) { try SecretKeyFile.read(path) }
    #expect(error?.exitCode == 65 && "\(error!)".contains("of a public key file; name the .secret file"), "\(error!)")
  }

  @Test("No file, a directory and a pipe are told apart, without waiting")
  func notAFile() throws {
    #expect(throws: KeyFileError.missing(file: path, hint: "mgd keygen NAME makes one")) {
      try SecretKeyFile.read(path)
    }
    #expect(throws: KeyFileError.unreadable(file: scratch.path, reason: "it is a directory or a device")) {
      try SecretKeyFile.read(scratch.path)
    }
    mkfifo(path, 0o600)
    #expect(throws: KeyFileError.unreadable(file: path, reason: "it is a directory or a device")) {
      try SecretKeyFile.read(path)
    }
  }
}
