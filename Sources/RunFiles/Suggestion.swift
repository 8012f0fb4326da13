/// Finds what somebody may have meant.
enum Suggestion {
  /// The name closest to a word: a slip of the fingers away, or else the shortest name that the word abbreviates.
  static func closest(to word: String, in names: [String]) -> String? {
    let length = word.count
    let limit = max(1, min(3, length / 3))
    // A word can be as long as its file.
    let near = names.filter { abs($0.count - length) <= limit }
    let slips = near.map { ($0, distance(word, $0)) }.filter { $0.1 <= limit }
    if let best = slips.min(by: { $0.1 < $1.1 }) { return best.0 }
    return names.filter { abbreviates(word, $0) }.min { $0.count < $1.count }
  }

  /// A closing part for a message, empty when nothing comes close.
  static func hint(_ word: String, in names: [String], quote: (String) -> String = { "'\($0)'" }) -> String {
    closest(to: word, in: names).map { "; did you mean \(quote($0))?" } ?? ""
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other
  /// (optimal string alignment: Boytsov 2011, section 2.2).
  static func distance(_ left: String, _ right: String) -> Int {
    let (a, b) = (Array(left.lowercased()), Array(right.lowercased()))
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }

  /// Whether a word has the first letter of the name and its letters in order, as `lr` of `learning_rate`.
  static func abbreviates(_ word: String, _ name: String) -> Bool {
    guard word.count >= 2, word.first == name.first else { return false }
    var rest = Substring(name)
    for letter in word {
      guard let index = rest.firstIndex(of: letter) else { return false }
      rest = rest[rest.index(after: index)...]
    }
    return true
  }
}
