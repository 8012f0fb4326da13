/// IDX files for tests.
enum IDX {
  static func bytes(_ dimensions: [Int], _ body: [UInt8]) -> [UInt8] { header(0x08, dimensions) + body }

  static func floats(_ rows: [[Float]]) -> [UInt8] {
    header(0x0D, [rows.count, rows[0].count]) + rows.joined().flatMap { bigEndian($0.bitPattern) }
  }

  private static func header(_ type: UInt8, _ dimensions: [Int]) -> [UInt8] {
    [0, 0, type, UInt8(dimensions.count)] + dimensions.flatMap { bigEndian(UInt32($0)) }
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }
}
