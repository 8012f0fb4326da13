/// Why a process cannot take part in a run: one sentence for a person, and the exit code that fits.
package struct PreparationError: Error, CustomStringConvertible {
  package let description: String
  package let exitCode: Int32

  package init(_ description: String, exitCode: Int32) {
    self.description = description
    self.exitCode = exitCode
  }
}
