import Glibc
import Logging
import Testing

@testable import ServiceManager

@Suite struct JournalTests {
  @Test(
    "levels are those of syslog",
    arguments: [
      (Logger.Level.trace, 7), (.debug, 7), (.info, 6), (.notice, 5), (.warning, 4), (.error, 3), (.critical, 2),
    ])
  func levels(level: Logger.Level, number: Int) {
    #expect(Journal.line(level, "text") == "<\(number)>text\n")
  }

  @Test("every line of a text has its level")
  func lines() { #expect(Journal.line(.error, "one\ntwo\n") == "<3>one\n<3>two\n") }

  @Test("fields stand behind the message, in the order of their names")
  func fields() {
    let event = LogEvent(
      level: .info, message: "saved", metadata: ["step": "7", "reason": "asked"], source: "", file: "", function: "",
      line: 1)
    #expect(JournalHandler.text(event, ["run": "a"]) == "saved reason=asked run=a step=7")
  }

  @Test("standard error is the journal only if it is the very file that JOURNAL_STREAM names")
  func journal() throws {
    var info = stat()
    try #require(fstat(STDERR_FILENO, &info) == 0)
    #expect(Journal.isStandardError(["JOURNAL_STREAM": "\(info.st_dev):\(info.st_ino)"]))
    #expect(!Journal.isStandardError(["JOURNAL_STREAM": "\(info.st_dev):\(info.st_ino + 1)"]))
    #expect(!Journal.isStandardError([:]))
  }
}
