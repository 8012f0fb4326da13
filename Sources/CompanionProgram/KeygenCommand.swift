import ArgumentParser
import Keys
import Names
import ZeroMQ

struct KeygenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keygen",
    abstract: "Makes the key pair of a worker, a coordinator or an administrator.",
    discussion: """
      Writes NAME.secret, which only its owner may read and which stays on one host, and NAME.public, whose one line \
      'NAME KEY' may go anywhere. No file is ever overwritten: then, or when a file cannot be made, it ends with 73.

        mgd keygen worker-1
      """)

  @Argument(help: ArgumentHelp("Whose keys they are: \(PlainName.rule).", valueName: "name"))
  var name: String

  @Option(help: ArgumentHelp("Where the two files go.", valueName: "directory"))
  var directory = "."

  @Flag(help: "The key is to stop runs and send workers away, instead of computing.")
  var admin = false

  func validate() throws {
    guard PlainName.isValid(name) else { throw ValidationError("'\(name)': expected \(PlainName.rule)") }
    guard !SecretKeyFile.isReserved(name) else {
      throw ValidationError("'\(name)': with this word the line of a secret key begins; choose another name")
    }
  }

  func run() throws {
    try perform {
      let place = directory == "." ? name : directory + "/" + name
      let pair = try KeyPair.generate()
      let entry = AllowList.Entry(name: name, key: pair.publicKey, role: admin ? .admin : .worker)
      // The public key first: alone it harms nobody.
      try PublicKeyFile.write(entry, to: place + ".public")
      do { try SecretKeyFile.write(pair, of: name, to: place + ".secret") } catch {
        PublicKeyFile.remove(place + ".public")
        throw error
      }
      try Terminal.write(
        """
        \(place).secret  the secret key, for \(name)'s host alone
        \(place).public  the public key, as a line of a list of allowed keys:
        \(entry.line)

        """)
    }
  }
}
