import ArgumentParser
import Foundation
import RunFiles

/// What the commands say, on standard output and standard error.
enum Terminal {
  /// Writes all of a text to standard output.
  ///
  /// - Throws: ``CompanionError/cannotWrite(path:reason:)``, as when a disk is full.
  static func write(_ text: String) throws {
    try write(text, to: STDOUT_FILENO, named: "standard output")
  }

  /// Writes a line to standard error; nothing can be done when nobody hears it.
  static func complain(_ text: String) {
    try? write(text + "\n", to: STDERR_FILENO, named: "standard error")
  }

  /// Whether a person reads standard error.
  static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

  static func write(_ text: String, to descriptor: Int32, named name: String) throws {
    var text = text
    try text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)[...]
      while !rest.isEmpty {
        let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw CompanionError.cannotWrite(path: name, reason: String(cString: strerror(errno))) }
        rest = rest.dropFirst(count)
      }
    }
  }
}

extension ParsableCommand {
  /// Carries a command out; what goes wrong is said on standard error, and becomes the exit code.
  func perform(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let problems as RunFileProblems {
      Terminal.complain("\(problems)")
      throw ExitCode(problems.exitCode)
    } catch {
      Terminal.complain("mgd: error: \(error)")
      throw ExitCode(CompanionError.exitCode(of: error))
    }
  }
}
