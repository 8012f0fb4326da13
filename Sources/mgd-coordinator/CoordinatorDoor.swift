import CoordinatorProgram

@main
enum CoordinatorDoor {
  static func main() async { await CoordinatorCommand.main() }
}
