import Logging

/// Writes events as the journal takes them from standard error: it knows the time and the process, and reads the level.
struct JournalHandler: LogHandler {
  var logLevel = Logger.Level.info
  var metadata = Logger.Metadata()
  var metadataProvider: Logger.MetadataProvider?

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    Journal.write(Journal.line(event.level, Self.text(event, metadata)))
  }

  static func text(_ event: LogEvent, _ own: Logger.Metadata) -> String {
    let fields = own.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    return (["\(event.message)"] + fields.map { "\($0.key)=\($0.value)" }).joined(separator: " ")
  }
}
