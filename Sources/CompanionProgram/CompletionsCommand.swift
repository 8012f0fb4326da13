import ArgumentParser

struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Writes what a shell needs to complete mgd's commands and options.",
    discussion: """
        mgd completions bash > ~/.local/share/bash-completion/completions/mgd
        mgd completions zsh > ~/.zfunc/_mgd
        mgd completions fish > ~/.config/fish/completions/mgd.fish
      """)

  @Argument(help: "bash, zsh or fish.")
  var shell: String

  func validate() throws {
    guard CompletionShell(rawValue: shell) != nil else {
      throw ValidationError("'\(shell)': expected \(CompletionShell.allCases.map(\.rawValue).joined(separator: ", "))")
    }
  }

  func run() throws {
    guard let shell = CompletionShell(rawValue: shell) else { return }
    try perform { try Terminal.write(MgdCommand.completionScript(for: shell) + "\n") }
  }
}
