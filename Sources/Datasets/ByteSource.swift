/// Bytes in order, from a file as it is or unpacked.
protocol ByteSource: AnyObject {
  /// Fills as much of the buffer as there are bytes; less than all of it only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// Opens a data file, and unpacks it when it begins as gzip does, whatever its name.
func openByteSource(_ path: String, acceptsPipes: Bool = false) throws -> any ByteSource {
  let file = try PlainFile(path, acceptsPipes: acceptsPipes)
  let isGzip = try file.peek(2) == [0x1F, 0x8B]
  return isGzip ? try GzipFile(file) : file
}
