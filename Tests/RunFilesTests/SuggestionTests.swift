import Testing

@testable import RunFiles

@Suite struct SuggestionTests {
  @Test(
    "slips and abbreviations find the name that was meant",
    arguments: [
      ("learning_rat", "learning_rate"), ("lr", "learning_rate"), ("momentun", "momentum"), ("wd", "weight_decay"),
      ("Momentum", "momentum"), ("tpye", "type"), ("eps", "epsilon"),
    ])
  func found(word: String, name: String) {
    let names = ["type", "learning_rate", "weight_decay", "momentum", "epsilon"]
    #expect(Suggestion.closest(to: word, in: names) == name)
  }

  @Test("a word that is close to nothing gets no suggestion", arguments: ["banana", "x", ""])
  func nothing(word: String) {
    #expect(Suggestion.closest(to: word, in: ["type", "learning_rate"]) == nil)
  }

  @Test(
    "distance counts insertions, deletions, replacements and swaps",
    arguments: [("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abd", 1), ("kitten", "sitting", 3)])
  func distance(left: String, right: String, distance: Int) {
    #expect(Suggestion.distance(left, right) == distance)
    #expect(Suggestion.distance(right, left) == distance)
  }
}
