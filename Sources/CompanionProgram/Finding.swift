/// One thing that the doctor looked at.
struct Finding {
  enum Grade: String {
    case good = "ok"
    /// It works, and may not be meant.
    case odd = "note"
    /// It will not work.
    case bad = "BAD"
  }

  let grade: Grade
  let subject: String
  /// What was found, and what to do about it.
  let words: String

  static func good(_ subject: String, _ words: String) -> Finding {
    Finding(grade: .good, subject: subject, words: words)
  }
  static func odd(_ subject: String, _ words: String) -> Finding {
    Finding(grade: .odd, subject: subject, words: words)
  }
  static func bad(_ subject: String, _ words: String) -> Finding {
    Finding(grade: .bad, subject: subject, words: words)
  }
}
