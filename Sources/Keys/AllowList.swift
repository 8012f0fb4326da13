import Glibc
import Names
import ZeroMQ

/// Who may connect: names and public keys, a line each.
///
///     # name    public key                               role
///     worker-1  Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID
///     alice     C6@y)yMzYQ<g#&KlZ)[C1XhYcn8ygA[1HJg3j&oY  admin
///
/// A key is an identity, so that it stands here for one name and role; a name may have several keys, while they are changed.
package struct AllowList: Equatable, Sendable {
  package enum Role: String, CaseIterable, Sendable {
    /// Computes.
    case worker
    /// Asks for the state of runs, stops them, and sends workers away.
    case admin
  }

  package struct Entry: Equatable, Sendable {
    package let name: String
    package let key: PublicKey
    package let role: Role

    package init(name: String, key: PublicKey, role: Role) {
      (self.name, self.key, self.role) = (name, key, role)
    }
  }

  package let entries: [Entry]
  private let places: [PublicKey: Int]

  package subscript(key: PublicKey) -> Entry? { places[key].map { entries[$0] } }

  /// Reads the file; the first mistake refuses it as a whole, so that no half of a list is ever in force.
  ///
  /// - Throws: ``KeyFileError`` with file and line; ``KeyFileError/openToOthers(file:problem:remedy:)`` when others can write to it.
  package init(file path: String) throws(KeyFileError) {
    try self.init(
      file: path, hint: "write a line 'NAME KEY' for each worker: mgd keygen NAME says it",
      doubt: "they could have added keys")
  }

  /// - Parameters:
  ///   - hint: What to do when there is no such file.
  ///   - doubt: What others could have done to a file to which they can write.
  init(file path: String, hint: String, doubt: String) throws(KeyFileError) {
    let file = try KeyFileContent(path, hint: hint)
    guard file.mode & 0o022 == 0 else {
      throw .openToOthers(
        file: path, problem: "mode \(String(file.mode, radix: 8)) lets others write to it, so that \(doubt)",
        remedy: "chmod 644 \(path) after you have read it")
    }
    guard !file.isForeign else {
      throw .openToOthers(
        file: path, problem: "it belongs to user \(file.owner), not to \(geteuid()), so that \(doubt)",
        remedy: "chown it to the user that runs mgd after you have read it")
    }
    try self.init(text: file.text, file: path)
  }

  package init(text: String, file: String) throws(KeyFileError) {
    var entries: [Entry] = []
    var places: [PublicKey: Int] = [:]
    for line in KeyLine.all(in: text) {
      let entry = try Self.entry(line, file)
      guard let other = places[entry.key] else {
        places[entry.key] = entries.count
        entries.append(entry)
        continue
      }
      // A line that was added twice says nothing new, and is no reason to shut the whole fleet out.
      guard entries[other] == entry else {
        throw .malformed(
          file: file, line: line.number, expected: "a key that no line of another name or role has",
          found: "the key of '\(entries[other].name)'")
      }
    }
    (self.entries, self.places) = (entries, places)
  }

  private static func entry(_ line: KeyLine, _ file: String) throws(KeyFileError) -> Entry {
    func mistake(_ expected: String, _ found: String) -> KeyFileError {
      .malformed(file: file, line: line.number, expected: expected, found: found)
    }
    guard !line.isOfSecret else { throw .secretAmongPublic(file: file, line: line.number) }
    guard (2...3).contains(line.words.count) else {
      throw mistake("'NAME KEY' or 'NAME KEY admin'", "\(line.words.count) words")
    }
    let name = String(line.words[0])
    guard PlainName.isValid(name) else { throw mistake("a name of \(PlainName.rule)", quoted(line.words[0])) }
    guard let key = PublicKey(line.words[1]) else {
      // Not repeated: it may be most of a secret, and this goes into logs.
      throw mistake("a public key of 40 characters of Z85", "\(line.words[1].count) characters that are none")
    }
    guard let role = line.words.count == 2 ? .worker : Role(rawValue: String(line.words[2])) else {
      throw mistake("the role \(Role.allCases.map(\.rawValue).joined(separator: " or "))", quoted(line.words[2]))
    }
    return Entry(name: name, key: key, role: role)
  }

  /// What stands there, without what a terminal would obey; not what is so long that it may be of a key.
  private static func quoted(_ word: Substring) -> String {
    guard word.count <= mostQuoted else { return "a word of \(word.count) characters" }
    return "'" + String(word.unicodeScalars.map { (0x20..<0x7F).contains($0.value) ? Character($0) : "?" }) + "'"
  }

  private static let mostQuoted = 16
}
