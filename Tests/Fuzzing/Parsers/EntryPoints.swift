import Foundation

// What Program/program.c calls.

/// The number of a parser, or -1.
@_cdecl("mgd_fuzz_parser")
func number(ofParser name: UnsafePointer<CChar>) -> Int32 {
  let name = String(cString: name)
  return Int32(Parser.allCases.firstIndex { $0.rawValue == name } ?? -1)
}

/// Ends the process in the way that libFuzzer saves an input for.
@_cdecl("mgd_fuzz_check")
func check(parser number: Int32, bytes: UnsafePointer<UInt8>?, count: Int) {
  do { try Parser.allCases[Int(number)].check(Array(UnsafeBufferPointer(start: bytes, count: count))) } catch {
    FileHandle.standardError.write(Data("finding: \(error)\n".utf8))
    abort()
  }
}
