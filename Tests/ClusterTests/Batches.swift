/// Seeds in parts, so that tests run side by side.
enum Batches {
  static func of(_ count: UInt64) -> [Range<UInt64>] {
    let size = (count + 9) / 10
    return stride(from: 0, to: count, by: Int(size)).map { $0..<min($0 + size, count) }
  }
}
