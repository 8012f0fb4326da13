import Cluster
import Datasets
import Foundation
import Logging
import TestKit
import Testing
import Training
import Wire
import ZeroMQ

@testable import Worker

@Suite struct WorkerServiceTests {
  private let log = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  private func service(patience: Duration? = nil, _ scratch: Scratch) throws -> WorkerService {
    let options = WorkerService.Options(
      coordinator: .ipc(path: scratch.file("nobody.sock")), threads: 1, name: "alone", data: [],
      cache: DataCache.Place(directory: scratch.file("cache"), limit: 1 << 30), once: true,
      patience: patience)
    return try WorkerService(options, log: log)
  }

  @Test("a worker that waits leaves when it is asked to")
  func stop() throws {
    let scratch = try Scratch()
    let service = try service(scratch)
    let thread = Thread {
      usleep(100_000)
      service.stop()
    }
    thread.start()
    #expect(try service.run().exitCode == 0)
  }

  @Test("a stop that came before the start counts")
  func stopFirst() throws {
    let scratch = try Scratch()
    let service = try service(scratch)
    service.stop()
    #expect(try service.run().exitCode == 0)
  }

  @Test("a worker's patience for a coordinator has an end")
  func patience() throws {
    let scratch = try Scratch()
    let outcome = try service(patience: .seconds(1), scratch).run()
    #expect(outcome.ending == .coordinatorLost)
    #expect(outcome.exitCode == 75)
  }

  @Test("a data file from the network is a plain name", arguments: ["../secret", "/etc/passwd", "..", "", "a/b"])
  func fileNames(name: String) {
    let told = WireDataFile(role: "train.inputs", name: name, bytes: 1, sha256: String(repeating: "0", count: 64))
    #expect(throws: PreparationError.self) { try DataFile(told: told) }
  }

  @Test("the refusal of a data file is one short line, whatever the file is called")
  func strangersWords() {
    let words = String(repeating: "/\u{1b}[31m\n", count: 1000)
    let told = WireDataFile(role: words, name: words, bytes: 1, sha256: "")
    let error = #expect(throws: PreparationError.self) { try DataFile(told: told) }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.utf8.count < 500 && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "\(text)")
  }
}
