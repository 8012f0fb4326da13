import Foundation
import Logging
import Telemetry
import Testing

@testable import Logs

@Suite struct LogRecordTests {
  private static let time = Date(timeIntervalSince1970: 1_795_631_400.25)

  private func record(_ message: String, _ metadata: Logger.Metadata = [:], own: Logger.Metadata = [:]) -> LogRecord {
    let event = LogEvent(
      level: .warning, message: "\(message)", metadata: metadata, source: "", file: "", function: "", line: 1)
    return LogRecord(time: Self.time, event, own)
  }

  @Test("time, level and message come first, then the fields in the order of their names; an event's own win")
  func order() {
    let record = record("saved", ["step": "7", "reason": "asked"], own: ["run": "a", "step": "0"])
    #expect(
      record.line(.logfmt) == "time=2026-11-25T18:30:00.250Z level=warning msg=saved reason=asked run=a step=7")
    #expect(
      record.line(.json) == #"{"time":"2026-11-25T18:30:00.250Z","level":"warning","message":"saved","reason":"asked","#
        + #""run":"a","step":"7"}"#)
  }

  @Test(
    "logfmt quotes what would be read as something else, and escapes it as JSON does",
    arguments: [
      ("plain", "plain"), ("", #""""#), ("two words", #""two words""#), ("a=b", #""a=b""#),
      (#"say "no""#, #""say \"no\"""#),
      (#"C:\x"#, #""C:\\x""#), ("a\nb\r\tc", #""a\nb\r\tc""#), ("\u{1B}[31m", #""\u001b[31m""#),
      ("\u{85}\u{9B}", #""\u0085\u009b""#), ("a\u{2028}b", #""a\u2028b""#), ("\u{202E}x", #""\u202ex""#),
      ("Zürich", "Zürich"), ("東京", "東京"), ("😀", "😀"), ("\u{E0041}", #""\udb40\udc41""#), ("a\u{A0}b", "\"a\u{A0}b\""),
    ])
  func logfmt(text: String, shown: String) {
    #expect(record(text, ["x": "\(text)"]).line(.logfmt).hasSuffix(" level=warning msg=\(shown) x=\(shown)"))
  }

  @Test(
    "JSON is one line of JSON, whatever is said",
    arguments: ["", #"" \ /"#, "a\nb\r\u{0}\u{1F}\u{7F}\u{85}\u{9B}", "\u{2028}\u{202E}", "é東京😀", "\u{E0041}"])
  func json(text: String) throws {
    let line = record(text, ["key \(text)": "\(text)"]).line(.json)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
    #expect(object["message"] == text && object["key \(text)"] == text)
    #expect(
      line.unicodeScalars.allSatisfy { ![.control, .format, .lineSeparator].contains($0.properties.generalCategory) })
  }

  @Test("a field that is called as a part of every record gets another name")
  func taken() {
    let record = record("m", ["message": "x", "time": "y", "msg": "z"])
    #expect(record.line(.json).hasSuffix(#""message_":"x","msg":"z","time_":"y"}"#))
    #expect(record.line(.logfmt).hasSuffix("msg=m message=x msg_=z time_=y"))
  }

  @Test("a key has no character that ends it")
  func keys() {
    #expect(record("m", ["a b=\"c\n": "1", "": "2"]).line(.logfmt).hasSuffix(" _=2 a_b__c_=1"))
  }

  @Test("numbers of a run's events stay numbers; what JSON does not know is null")
  func numbers() {
    var fields = JSONText()
    fields.set("step", 7)
    fields.set("train.loss", 0.5)
    fields.set("worst", Double.nan)
    let record = LogRecord(time: Self.time, level: .info, message: "step", fields: fields)
    #expect(record.line(.json).hasSuffix(#""message":"step","step":7,"train.loss":0.5,"worst":null}"#))
    #expect(record.line(.logfmt).hasSuffix(" msg=step step=7 train.loss=0.5 worst=nan"))
  }
}
