/// One key of a table: its value, what it means, and whether it decides the weights.
struct Key<Root>: Sendable {
  let name: String
  /// What a value must be.
  let expected: String
  let isRequired: Bool
  let role: KeyRole
  /// One line for the reference.
  let doc: String
  let read: @Sendable (TOMLNode, inout Root) throws(Mismatch) -> Void
  /// The value as TOML; nil for one that is not there.
  let write: @Sendable (Root) -> String?

  init<Value>(
    _ name: String, _ form: Form<Value>, _ path: WritableKeyPath<Root, Value> & Sendable, _ role: KeyRole,
    required: Bool = false, _ doc: String
  ) {
    self.name = name
    expected = form.expected
    isRequired = required
    self.role = role
    self.doc = doc
    read = { node, root throws(Mismatch) in root[keyPath: path] = try form.read(node) }
    write = { form.write($0[keyPath: path]) }
  }

  /// A value that may be absent, and then is written nowhere.
  init<Value>(
    _ name: String, _ form: Form<Value>, optional path: WritableKeyPath<Root, Value?> & Sendable, _ role: KeyRole,
    required: Bool = false, _ doc: String
  ) {
    self.name = name
    expected = form.expected
    isRequired = required
    self.role = role
    self.doc = doc
    read = { node, root throws(Mismatch) in root[keyPath: path] = try form.read(node) }
    write = { $0[keyPath: path].map(form.write) }
  }
}

/// What hangs on a key.
enum KeyRole: String, Sendable {
  /// Part of what the weights are a function of; the same in all lives of a run.
  case deciding
  /// May change from one life of a run to the next.
  case free
}
