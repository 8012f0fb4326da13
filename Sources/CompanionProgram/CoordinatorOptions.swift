import ArgumentParser

/// A coordinator by its address, and the keys with which it is met.
struct CoordinatorOptions: ParsableArguments {
  @Option(help: "Where the coordinator listens: tcp://HOST:PORT.")
  var coordinator: String?

  @Option(help: ArgumentHelp("The secret key with which to meet it.", valueName: "file"))
  var key: String?

  @Option(help: ArgumentHelp("Its public key: no other is trusted.", valueName: "file"))
  var coordinatorKey: String?

  func validate() throws {
    guard (key == nil) == (coordinatorKey == nil), key == nil || coordinator != nil else {
      throw ValidationError("expected --key and --coordinator-key together, and --coordinator with them")
    }
  }
}
