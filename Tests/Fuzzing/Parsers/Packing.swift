import CZlib

/// Packs bytes as gzip does, without making them smaller: so a mutation of what is inside gets past the checksum.
func packed(_ bytes: [UInt8]) -> [UInt8] {
  let longest = 0xFFFF
  var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  var start = 0
  repeat {
    let end = min(start + longest, bytes.count)
    let count = UInt16(end - start)
    file.append(end == bytes.count ? 1 : 0)
    file += littleEndian(count) + littleEndian(~count) + bytes[start..<end]
    start = end
  } while start < bytes.count
  let checksum = crc32(0, bytes, UInt32(bytes.count))
  return file + littleEndian(UInt32(checksum)) + littleEndian(UInt32(truncatingIfNeeded: bytes.count))
}

func isPacked(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

private func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { Array($0) }
}
