import ArgumentParser
import Training

/// How the answers of a model are written.
enum PredictionFormat: String, ExpressibleByArgument, CaseIterable {
  case csv, json

  func beginning(_ meaning: OutputMeaning) -> String {
    switch self {
    case .csv: (["index"] + Self.columns(meaning)).joined(separator: ",") + "\n"
    case .json: "["
    }
  }

  /// One sample's answer, with the number of its sample.
  func row(_ index: Int, _ answer: ModelUse.Answer, _ meaning: OutputMeaning) -> String {
    switch self {
    case .csv: Self.csv(index, answer, meaning)
    case .json: (index == 0 ? "\n" : ",\n") + Self.json(index, answer, meaning)
    }
  }

  var end: String { self == .csv ? "" : "\n]\n" }

  private static func columns(_ meaning: OutputMeaning) -> [String] {
    let places = 0..<meaning.outputs
    return switch meaning.kind {
    case .classes: ["class"] + places.map { "probability_\($0)" }
    case .binary: ["class", "probability"]
    case .labels: ["classes"] + places.map { "probability_\($0)" }
    case .values: places.map { "value_\($0)" }
    }
  }

  /// Swift prints a Float with the fewest digits that give it again.
  private static func csv(_ index: Int, _ answer: ModelUse.Answer, _ meaning: OutputMeaning) -> String {
    let classes = answer.classes.map(String.init).joined(separator: " ")
    let words = meaning.kind == .values ? ["\(index)"] : ["\(index)", classes]
    return (words + answer.numbers.map { "\($0)" }).joined(separator: ",") + "\n"
  }

  private static func json(_ index: Int, _ answer: ModelUse.Answer, _ meaning: OutputMeaning) -> String {
    let numbers = answer.numbers.map { $0.isFinite ? "\($0)" : "null" }
    let list = "[\(numbers.joined(separator: ","))]"
    let classes = answer.classes.map(String.init).joined(separator: ",")
    let fields =
      switch meaning.kind {
      case .classes: "\"class\":\(classes),\"probabilities\":\(list)"
      case .binary: "\"class\":\(classes),\"probability\":\(numbers[0])"
      case .labels: "\"classes\":[\(classes)],\"probabilities\":\(list)"
      case .values: "\"values\":\(list)"
      }
    return "{\"index\":\(index),\(fields)}"
  }
}
