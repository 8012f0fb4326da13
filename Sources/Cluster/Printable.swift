import Wire

extension String {
  /// What a stranger wrote, fit for a log and for a message: one line without control characters, of `limit` characters at most.
  package func printable(_ limit: Int) -> String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.prefix(limit).map { $0.properties.generalCategory.isPrintable ? $0 : "?" }))
  }
}

extension Unicode.GeneralCategory {
  fileprivate var isPrintable: Bool {
    switch self {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}

extension Hello {
  /// The same hello with texts that are short and fit for a log. A name that is too long stays too long.
  var printable: Hello {
    var hello = self
    hello.name = name.printable(65)
    hello.host = host.printable(255)
    hello.isa = isa.printable(32)
    hello.build = build.printable(64)
    return hello
  }
}

extension Refusal {
  var printable: Refusal { Refusal(code: code, message: message.printable(4_000), final: final) }
}

extension Finished {
  var printable: Finished { Finished(status: status, message: message.printable(4_000)) }
}
