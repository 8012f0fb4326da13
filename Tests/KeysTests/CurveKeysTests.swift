import Testing
import ZeroMQ

struct CurveKeysTests {
  @Test("The secret of ZeroMQ's RFC 32 gives the public key that stands beside it")
  func published() throws {
    let pair = try KeyPair(secret: "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6")
    #expect(pair.publicKey.text == "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7")
  }

  @Test("New pairs differ, and a secret gives its public key again")
  func generated() throws {
    let pairs = try (0..<8).map { _ in try KeyPair.generate() }
    #expect(Set(pairs.map(\.publicKey)).count == pairs.count)
    for pair in pairs { #expect(try KeyPair(secret: pair.secret).publicKey == pair.publicKey) }
  }

  @Test("A description does not have the secret")
  func description() throws {
    let pair = try KeyPair.generate()
    #expect(!"\(pair)".contains(pair.secret))
    #expect("\(pair)".contains(pair.publicKey.text))
  }

  @Test(
    "What is not the Z85 of 32 bytes is no key",
    arguments: [
      "", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf77",
      "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf ", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]y~7",
      "########################################", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]y\u{00E9}",
    ])
  func notAKey(text: String) {
    #expect(PublicKey(text) == nil)
    #expect(throws: SocketError.self) { try KeyPair(secret: text) }
  }
}
