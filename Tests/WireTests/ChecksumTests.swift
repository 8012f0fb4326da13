import Testing

@testable import Wire

@Suite struct ChecksumTests {
  // RFC 3720, B.4, and the check value of the CRC catalogue.
  @Test(
    "published values come out",
    arguments: [
      (Array("123456789".utf8), 0xe306_9283), ([UInt8](repeating: 0, count: 32), 0x8a91_36aa),
      ([UInt8](repeating: 0xff, count: 32), 0x62a8_ab43), ([UInt8](0..<32), 0x46dd_794e), ([], 0),
    ] as [([UInt8], UInt32)])
  func published(bytes: [UInt8], checksum: UInt32) {
    #expect(bytes.withUnsafeBytes { crc32c($0) } == checksum)
  }
}
