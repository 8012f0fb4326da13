import Foundation
import Kernels
import RunFiles
import Training
import Wire

/// What a run needs before its directory is looked at: nothing is written, and no port is open.
struct Preparation {
  let run: PreparedRun
  let welcome: Welcome
  let mostWorkers: Int
  /// Nil where the run speaks without keys.
  let keys: KeyFiles?
  let failpoints: Failpoints

  init(_ settings: RunSettings, note: (String) -> Void) throws {
    try requireOneThread()
    if let isa = settings.cluster.isa { try Kernels.cap(isa) }
    if let words = settings.data.sizeNote { note(words) }
    let files = try settings.data.manifest()
    // Refused before a model that does not fit is made,
    _ = try ResourceBudget.mostWorkers(settings)
    run = try PreparedRun(settings)
    // and, now that data and initial weights have their memory, before anything is written.
    mostWorkers = try ResourceBudget.mostWorkers(settings)
    welcome = try Welcome(settings, files)
    let environment = ProcessInfo.processInfo.environment
    keys = try KeyFiles(settings.security, credentials: environment["CREDENTIALS_DIRECTORY"])
    failpoints = try Failpoints(environment["MGD_FAILPOINTS"] ?? "", of: "coordinator")
  }
}
