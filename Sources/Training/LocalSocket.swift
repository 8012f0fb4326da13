import Wire

/// The socket at which a run's coordinator hears its own host.
package enum LocalSocket {
  /// - Parameter directory: The user's, as `RuntimeDirectory` gives it.
  package static func path(of run: RunID, in directory: String) -> String {
    "\(directory)/\("\(run)".prefix(16)).sock"
  }
}
