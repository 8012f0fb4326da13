import Foundation
import RunFiles

/// The settings that a coordinator tells a worker, as JSON.
enum WorkerSettings {
  static func check(_ input: [UInt8]) throws {
    let settings: RunSettings
    do { settings = try RunSettings(workerJSON: String(decoding: input, as: UTF8.self)) } catch {
      return try checkWords(error)
    }
    let again = try RunSettings(workerJSON: try settings.workerJSON())
    try require(again.decidingDigest == settings.decidingDigest, "\(settings.toml())\nbecame\n\(again.toml())")
    try RunFiles.checkWritten(settings)
  }

  private static func checkWords(_ error: any Error) throws {
    if error is DecodingError { return }
    guard let problems = error as? RunFileProblems else { throw error }
    try require(!problems.problems.isEmpty && problems.exitCode == 78, "refused without a reason")
  }
}
