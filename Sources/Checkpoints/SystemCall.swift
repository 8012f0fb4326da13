import Foundation

/// Turns the result of a system call into an error.
enum SystemCall {
  static func check(_ result: Int32, _ operation: String, _ path: String) throws {
    guard result < 0 else { return }
    let reason = String(cString: strerror(errno))
    throw CheckpointError.unwritable(file: path, operation: operation, reason: reason)
  }
}

/// What the system said, out of Foundation's errors.
enum FileReason {
  static func of(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    return underlying?.localizedDescription ?? (error as NSError).localizedFailureReason ?? "\(error)"
  }
}
