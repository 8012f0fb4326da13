/// CRC32C (Castagnoli) of some bytes.
func crc32c(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
  var crc = ~UInt32(0)
  for byte in bytes { crc = table[Int((crc ^ UInt32(byte)) & 0xff)] ^ (crc >> 8) }
  return ~crc
}

private let table: [UInt32] = (0..<256).map { (byte: UInt32) in
  (0..<8).reduce(byte) { crc, _ in crc & 1 == 1 ? (crc >> 1) ^ 0x82f6_3b78 : crc >> 1 }
}
