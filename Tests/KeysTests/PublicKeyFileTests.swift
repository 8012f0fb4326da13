import Foundation
import Keys
import TestKit
import Testing
import ZeroMQ

struct PublicKeyFileTests {
  let scratch: Scratch
  let path: String

  init() throws {
    scratch = try Scratch()
    path = scratch.file("coordinator.public")
  }

  @Test("A coordinator's public key is read as it was written")
  func roundTrip() throws {
    let entry = AllowList.Entry(name: "coordinator", key: try KeyPair.generate().publicKey, role: .worker)
    try PublicKeyFile.write(entry, to: path)
    #expect(try PublicKeyFile.read(path) == entry)
  }

  @Test("What is not there is to be copied from the coordinator's host")
  func missing() throws {
    let error = #expect(throws: KeyFileError.self) { try PublicKeyFile.read(path) }
    #expect(error?.exitCode == 66)
    #expect("\(error!)".contains("copy coordinator.public from the coordinator's host"), "\(error!)")
  }

  @Test("A secret key file is no public one, and its key is not repeated")
  func secret() throws {
    let pair = try KeyPair.generate()
    try SecretKeyFile.write(pair, of: "host2", to: path)
    let error = #expect(throws: KeyFileError.secretAmongPublic(file: path, line: 2)) { try PublicKeyFile.read(path) }
    #expect(!"\(error!)".contains(pair.secret.prefix(8)))
  }

  @Test("One that others can write to may have another key by now")
  func writable() throws {
    _ = try scratch.write(
      Array("coordinator \(try KeyPair.generate().publicKey.text)\n".utf8), to: "coordinator.public")
    chmod(path, 0o666)
    let error = #expect(throws: KeyFileError.self) { try PublicKeyFile.read(path) }
    #expect(error?.exitCode == 77 && "\(error!)".contains("a key of their own"), "\(error!)")
  }
}
