import CKernels
import Kernels
import Testing

@Suite struct ChecksumTests {
  /// RFC 3720, appendix B.4, and the check value of the CRC catalogue.
  static let known: [([UInt8], UInt32)] = [
    (Array("123456789".utf8), 0xE306_9283),
    ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
    ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
    (Array(0..<32), 0x46DD_794E),
    (Array((0..<32).reversed()), 0x113F_DB5C),
    ([], 0),
  ]

  @Test("known answers", arguments: known)
  func knownAnswers(bytes: [UInt8], expected: UInt32) {
    #expect(bytes.withUnsafeBytes { Kernels.crc32c($0) } == expected)
    #expect(mgd_crc32c_by_table(0, bytes, bytes.count) == expected)
  }

  @Test("the instruction gives what the table gives", arguments: [1, 7, 8, 1535, 1536, 1537, 12_288, 98_304, 150_001])
  func instructionAndTable(count: Int) {
    let bytes = Numbers.bytes(count + 3)
    for offset in 0..<3 {
      bytes.withUnsafeBytes { all in
        let part = UnsafeRawBufferPointer(rebasing: all[offset..<offset + count])
        #expect(Kernels.crc32c(part, seed: 5) == mgd_crc32c_by_table(5, part.baseAddress, count))
      }
    }
  }

  @Test("parts chain through the seed")
  func partsChain() {
    let bytes = Numbers.bytes(5000)
    bytes.withUnsafeBytes { all in
      let first = Kernels.crc32c(UnsafeRawBufferPointer(rebasing: all[..<1234]))
      let both = Kernels.crc32c(UnsafeRawBufferPointer(rebasing: all[1234...]), seed: first)
      #expect(both == Kernels.crc32c(all))
    }
  }
}
