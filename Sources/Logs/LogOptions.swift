import ArgumentParser

extension LogFormat: ExpressibleByArgument {}

/// What the programs that log have in common on their command lines.
package struct LogOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Events on standard error as text for people, or one a line as key=value pairs or as a JSON object.",
      valueName: "text|logfmt|json"))
  package var logFormat = LogFormat.text

  package init() {}

  package func output(_ environment: [String: String]) -> LogOutput { LogOutput(logFormat, environment) }
}
