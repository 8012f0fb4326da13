import Wire

/// `withUnsafeBytes` that keeps the type of the error.
func unsafe<Result>(
  _ bytes: [UInt8], _ use: (UnsafeRawBufferPointer) throws(FrameProblem) -> Result
) throws(FrameProblem) -> Result {
  try bytes.withUnsafeBytes { buffer -> Swift.Result<Result, FrameProblem> in
    do throws(FrameProblem) { return .success(try use(buffer)) } catch { return .failure(error) }
  }.get()
}

/// The problem that `body` throws, if any.
func problem(_ body: () throws(FrameProblem) -> Void) -> FrameProblem? {
  do throws(FrameProblem) {
    try body()
    return nil
  } catch {
    return error
  }
}
