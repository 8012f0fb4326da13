import Kernels

/// Refuses to start where oneDNN's own threads cannot be kept out; with the exit code of a missing service.
package func requireOneThread() throws {
  do {
    try Kernels.requireOneThread()
  } catch {
    throw PreparationError("\(error)", exitCode: 69)
  }
}
