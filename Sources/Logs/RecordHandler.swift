import Logging

/// Writes events as records, for programs that read logs.
struct RecordHandler: LogHandler {
  private let output: LogOutput
  var logLevel = Logger.Level.info
  var metadata = Logger.Metadata()
  var metadataProvider: Logger.MetadataProvider?

  init(_ output: LogOutput) { self.output = output }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { output.write(LogRecord(event, metadata)) }
}
