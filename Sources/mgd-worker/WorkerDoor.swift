import WorkerProgram

@main
enum WorkerDoor {
  static func main() async { await WorkerCommand.main() }
}
