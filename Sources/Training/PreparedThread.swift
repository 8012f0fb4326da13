import Kernels

/// Keeps oneDNN to the calling thread. ``requireOneThread()`` has seen at the start that this can be done.
func prepareThread() {
  do {
    try Kernels.prepareThread()
  } catch {
    preconditionFailure("\(error)")
  }
}

/// Refuses to start where oneDNN's own threads cannot be kept out; with the exit code of a missing service.
package func requireOneThread() throws {
  do {
    try Kernels.prepareThread()
  } catch {
    throw PreparationError("\(error)", exitCode: 69)
  }
}
