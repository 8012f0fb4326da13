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

extension Answer {
  /// With texts that are fit for a terminal, whoever answered.
  package var printable: Answer { Answer(isDone: isDone, message.printable(4_000), state: state?.printable) }
}

extension RunState {
  fileprivate var printable: RunState {
    var state = self
    (state.run, state.phase) = (run.printable(64), phase.printable(32))
    state.workers = workers.map(\.printable)
    return state
  }
}

extension RunState.WorkerState {
  fileprivate var printable: RunState.WorkerState {
    var worker = self
    (worker.name, worker.host, worker.address) = (name.printable(64), host.printable(64), address.printable(255))
    (worker.instructionSet, worker.state) = (instructionSet.printable(32), state.printable(32))
    return worker
  }
}

extension Finished {
  var printable: Finished { Finished(status: status, message: message.printable(4_000)) }
}
