import Foundation
import Testing

/// What README says of exit codes, against what the units and the manuals make of them.
@Suite struct RestartRuleTests {
  private enum Remedy { case none, restart, person }

  /// What helps a service that ended so.
  private static let remedies: [Int: Remedy] = [
    0: .none,
    // The same steps diverge again; a command, a file, a version or a key stays what it is.
    1: .person, 64: .person, 65: .person, 66: .person, 76: .person, 77: .person, 78: .person,
    // A port, memory, a disk or a coordinator may come back, and a checkpoint is there.
    69: .restart, 70: .restart, 71: .restart, 73: .restart, 74: .restart, 75: .restart,
  ]

  private static func codes(_ remedy: Remedy) -> Set<Int> { Set(remedies.filter { $0.value == remedy }.keys) }

  private static func text(_ file: String) throws -> String {
    try String(contentsOfFile: "\(Programs.package)/\(file)", encoding: .utf8)
  }

  /// The codes of a list such as `0 done; 73, 74 cannot write.` between two words of a file.
  private static func codes(in file: String, from begin: String, to end: String) throws -> Set<Int> {
    let parts = try text(file).components(separatedBy: begin)
    try #require(parts.count == 2, "\(begin) in \(file)")
    let list = try #require(parts[1].components(separatedBy: end).first)
    return Set(list.matches(of: /\b\d+\b/).compactMap { Int($0.output) })
  }

  /// The values of a unit's settings, by their names.
  private static func settings(_ unit: String) throws -> [String: [String]] {
    let lines = try text("deploy/systemd/\(unit)").split(separator: "\n").filter { !$0.hasPrefix("#") }
    return Dictionary(
      lines.compactMap { line in
        let parts = line.split(separator: "=", maxSplits: 1)
        return parts.count == 2 ? (String(parts[0]), parts[1].split(separator: " ").map(String.init)) : nil
      }, uniquingKeysWith: +)
  }

  @Test("README names the codes that there are")
  func readme() throws {
    let named = try Self.codes(in: "README.md", from: "## Exit codes\n", to: "## ")
    #expect(named == Set(Self.remedies.keys))
    let leftAlone = try Self.codes(in: "README.md", from: "what a restart cannot mend (", to: ")")
    #expect(leftAlone == Self.codes(.person))
  }

  @Test("manuals name no code that README does not", arguments: ["mgd", "mgd-coordinator", "mgd-worker"])
  func manuals(program: String) throws {
    let named = try Self.codes(in: "deploy/man/\(program).1", from: ".Sh EXIT STATUS\n", to: ".Sh ")
    #expect(named.isSubset(of: Self.remedies.keys) && named.contains(0), "\(named.sorted())")
    #expect(program != "mgd-coordinator" || named == Set(Self.remedies.keys))
  }

  /// `on-failure` is every code but 0, every signal that does not ask for the end, the watchdog and the limits of time.
  @Test(
    "a unit is started again after every failure but those that need a person",
    arguments: ["mgd-coordinator@.service", "mgd-worker.service"])
  func units(unit: String) throws {
    let settings = try Self.settings(unit)
    #expect(settings["Restart"] == ["on-failure"])
    #expect(settings["SuccessExitStatus"] == nil && settings["RestartForceExitStatus"] == nil)
    let prevented = try #require(settings["RestartPreventExitStatus"])
    #expect(Set(prevented.compactMap(Int.init)) == Self.codes(.person))
    // systemd's own: a key that the unit names and that is not there.
    #expect(prevented.filter { Int($0) == nil } == ["CREDENTIALS"])
  }
}
