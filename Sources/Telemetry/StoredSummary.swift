import Foundation

/// What a person reads of a run's `summary.json`, which may come from anywhere.
package struct StoredSummary: Sendable, Equatable, Decodable {
  private let name: String?
  private let status: String
  private let message: String?
  package let steps: Int
  private let epochs: Int
  private let seconds: Double?
  private let samplesPerSecond: Double?
  private let trainLoss: Double?
  private let validationLoss: Double?
  private let validationCorrect: Int?
  private let validationSamples: Int?
  private let parameters: Int?
  private let workers: Int?
  private let threads: Int?

  /// The keys of the file.
  private enum CodingKeys: String, CodingKey {
    case name, status, message, steps, epochs, seconds, parameters, workers, threads
    case samplesPerSecond = "samples_per_second"
    case trainLoss = "train.loss"
    case validationLoss = "validation.loss"
    case validationCorrect = "validation.correct"
    case validationSamples = "validation.samples"
  }

  /// - Throws: `DecodingError` when it is not JSON, or without what every summary has.
  package init(json: Data) throws {
    self = try JSONDecoder().decode(StoredSummary.self, from: json)
  }

  /// How it ended, and why.
  package var ending: String { status + (message.map { ": \($0)" } ?? "") }

  package var isDone: Bool { status == RunSummary.Status.done.rawValue }

  /// Ended in order before it was done.
  package var isStopped: Bool { status == RunSummary.Status.stopped.rawValue }

  /// A title and its figures in words, without what the run has not.
  package var lines: [(title: String, words: String)] {
    let lines = [
      ("run", name), ("status", ending), ("trained", trained),
      ("speed", samplesPerSecond.map { "\(NumberText.rate($0)) samples/s" }),
      ("training", trainLoss.map { "loss \(NumberText.figure($0))" }), ("validation", validation),
      ("parameters", parameters.map(NumberText.grouped)), ("workers", fleet),
    ]
    return lines.compactMap { title, words in words.map { (title, $0) } }
  }

  private var trained: String {
    let time = seconds.map { " in \(NumberText.duration($0))" } ?? ""
    return "\(NumberText.count(steps, "step")), \(NumberText.count(epochs, "epoch"))\(time)"
  }

  private var validation: String? {
    guard let loss = validationLoss else { return nil }
    let text = "loss \(NumberText.figure(loss))"
    guard let correct = validationCorrect, let samples = validationSamples else { return text }
    return text + "  accuracy \(NumberText.accuracy(correct: correct, of: samples))"
  }

  private var fleet: String? {
    guard let workers, let threads else { return nil }
    return "\(NumberText.grouped(workers)) with \(NumberText.count(threads, "thread"))"
  }
}
