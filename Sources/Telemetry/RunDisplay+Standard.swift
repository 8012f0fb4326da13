import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension RunDisplay {
  /// The display on standard output: the terminal's own form when it is one, plain lines when it is a file or a pipe.
  package static func standardOutput() -> RunDisplay {
    RunDisplay(standardForm()) { text in
      // Nobody to read it (a closed pipe) is no reason to end a training.
      try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
  }

  /// What standard output is: its width is asked once, a bar that is too long later is cut by the next one.
  private static func standardForm() -> Form {
    guard isatty(STDOUT_FILENO) == 1 else { return .plain }
    return .terminal(TerminalStyle(width: terminalWidth(), environment: ProcessInfo.processInfo.environment))
  }

  private static func terminalWidth() -> Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
