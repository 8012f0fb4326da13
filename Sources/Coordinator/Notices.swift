/// Keeps a log from filling with what strangers can repeat as often as they like: the same subject once in 30 s.
struct Notices<Subject: Hashable> {
  private var told: [Subject: Duration] = [:]

  private static var interval: Duration { .seconds(30) }
  private static var mostSubjects: Int { 64 }

  mutating func isNew(_ subject: Subject, at now: Duration) -> Bool {
    if let last = told[subject], now - last < Self.interval { return false }
    if told.count >= Self.mostSubjects {
      told = told.filter { now - $0.value < Self.interval }
      // Ever new ones say nothing that is new.
      guard told.count < Self.mostSubjects else { return false }
    }
    told[subject] = now
    return true
  }
}
