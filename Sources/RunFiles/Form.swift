/// How one kind of value is read from a run file and written to one.
struct Form<Value: Sendable>: Sendable {
  /// What is expected, as in "expected a positive integer".
  let expected: String
  let read: @Sendable (TOMLNode) throws(Mismatch) -> Value
  let write: @Sendable (Value) -> String
}

extension Form<Int> {
  static func integer(_ range: ClosedRange<Int>) -> Form {
    let expected = IntegerRange.phrase(range)
    return Form(
      expected: expected,
      read: { node throws(Mismatch) in
        guard case .integer(let value) = node.value, value >= range.lowerBound else {
          throw Mismatch(expected: expected, node)
        }
        guard value <= range.upperBound else { throw Mismatch(expected: "at most \(range.upperBound)", node) }
        return value
      },
      write: { String($0) })
  }
}

extension Form<UInt64> {
  /// From 0 up to what a TOML integer holds.
  static var natural: Form {
    let whole = Form<Int>.integer(0...Int.max)
    return Form(
      expected: whole.expected, read: { node throws(Mismatch) in UInt64(try whole.read(node)) },
      write: { String($0) })
  }
}

extension Form<Double> {
  /// Any finite number, an integer as well.
  static var finite: Form { number("a finite number") { _ in true } }

  static func number(_ expected: String, where accepts: @escaping @Sendable (Double) -> Bool) -> Form {
    Form(
      expected: expected,
      read: { node throws(Mismatch) in
        let value: Double
        switch node.value {
        case .number(let number): value = number
        case .integer(let integer): value = Double(integer)
        default: throw Mismatch(expected: expected, node)
        }
        guard value.isFinite, accepts(value) else { throw Mismatch(expected: expected, node) }
        return value
      },
      write: { "\($0)" })
  }
}

extension Form<Float> {
  static func number(_ expected: String, where accepts: @escaping @Sendable (Double) -> Bool) -> Form {
    let double = Form<Double>.number(expected) { accepts($0) && Float($0).isFinite }
    return Form(
      expected: expected, read: { node throws(Mismatch) in Float(try double.read(node)) }, write: { "\($0)" })
  }
}

extension Form<Bool> {
  static var boolean: Form {
    let expected = "true or false"
    return Form(
      expected: expected,
      read: { node throws(Mismatch) in
        guard case .boolean(let value) = node.value else { throw Mismatch(expected: expected, node) }
        return value
      },
      write: { String($0) })
  }
}

extension Form<String> {
  static func text(_ expected: String, where accepts: @escaping @Sendable (String) -> Bool) -> Form {
    Form(
      expected: expected,
      read: { node throws(Mismatch) in
        guard case .string(let text) = node.value, accepts(text) else { throw Mismatch(expected: expected, node) }
        return text
      },
      write: { TOMLText.quoted($0) })
  }
}

extension Form where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the names of an enumeration.
  static var choice: Form {
    let names = Value.allCases.map(\.rawValue)
    let expected = Choice.phrase(names)
    return Form(
      expected: expected,
      read: { node throws(Mismatch) in
        guard case .string(let text) = node.value else { throw Mismatch(expected: expected, node) }
        guard let value = Value(rawValue: text) else { throw Choice.mismatch(node, text, names) }
        return value
      },
      write: { TOMLText.quoted($0.rawValue) })
  }
}

extension Form<[Int]> {
  /// The sizes of one sample.
  static var shape: Form {
    let expected = "an array of positive integers"
    let size = Form<Int>.integer(1...Int(Int32.max))
    return Form(
      expected: expected,
      read: { node throws(Mismatch) in
        guard case .array(let elements) = node.value, !elements.isEmpty else {
          throw Mismatch(expected: expected, node)
        }
        var sizes: [Int] = []
        for element in elements { sizes.append(try size.read(element)) }
        return sizes
      },
      write: { TOMLText.array($0.map(String.init)) })
  }
}

extension Form<Duration> {
  /// A number of seconds above 0.
  static var seconds: Form { seconds("a number of seconds above 0") { $0 >= 0.001 } }

  /// A number of seconds, or 0.
  static var secondsOrNone: Form { seconds("0 or a number of seconds above 0") { $0 == 0 || $0 >= 0.001 } }

  private static func seconds(_ expected: String, where accepts: @escaping @Sendable (Double) -> Bool) -> Form {
    let number = Form<Double>.number(expected) { $0 <= 1e6 && accepts($0) }
    return Form(
      expected: number.expected,
      read: { node throws(Mismatch) in .milliseconds((try number.read(node) * 1000).rounded()) },
      write: { number.write($0 / .seconds(1)) })
  }
}

/// Words for a range of integers.
private enum IntegerRange {
  static func phrase(_ range: ClosedRange<Int>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (1, .max): "a positive integer"
    case (0, .max): "an integer from 0 up"
    case (1, 1_000_000...): "a positive integer"
    case (let low, let high): "an integer from \(low) to \(high)"
    }
  }
}

/// Words for names to choose from.
enum Choice {
  static func phrase(_ names: [String]) -> String {
    names.count == 1 ? "\"\(names[0])\"" : "one of " + names.map { "\"\($0)\"" }.joined(separator: ", ")
  }

  static func mismatch(_ node: TOMLNode, _ text: String, _ names: [String]) -> Mismatch {
    var mismatch = Mismatch(expected: phrase(names), node)
    mismatch.findings[0].message += Suggestion.hint(text, in: names) { "\"\($0)\"" }
    return mismatch
  }
}
