#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Shapes that do not fit an operation: its name, the shapes it got, and what must agree.
///
///     matmul: left [32, 784], right [100, 10]: 784 and 100 must be equal
///
/// It is a mistake in the program, so operations stop with this message instead of throwing it; the rules in
/// `Shape+Rules.swift` throw it, so that whoever wants to ask first can (and so that the messages are tested).
public struct ShapeMistake: Error, Equatable, CustomStringConvertible {
  public let operation: String
  public let problem: String

  public init(in operation: String, _ problem: String) {
    self.operation = operation
    self.problem = problem
  }

  public var description: String { "\(operation): \(problem)" }
}

/// The result of a rule, or the end of the program with the rule's message on standard error.
package func agreed<Result>(_ rule: @autoclosure () throws(ShapeMistake) -> Result) -> Result {
  do {
    return try rule()
  } catch {
    stop(error.description)
  }
}

/// Stops the program. Written out first: an optimised build traps without printing a precondition's message.
private func stop(_ message: String) -> Never {
  #if !DEBUG
    let line = message + "\n"
    _ = line.withCString { write(2, $0, line.utf8.count) }
  #endif
  preconditionFailure(message)
}
