import Checkpoints
import Telemetry

/// The tensors of a safetensors file with their shapes and what their numbers are like.
struct WeightsTable {
  private let file: SafetensorsFile

  /// - Throws: `CheckpointError` with the file and the byte.
  init(_ path: String) throws {
    file = try SafetensorsFile(reading: path)
  }

  var text: String {
    get throws {
      var table = TextTable(.left, .left, .left, .right, .right, .right)
      table.add("tensor", "type", "shape", "min", "mean", "max")
      var notes: [String] = []
      for entry in file.header.entries {
        let moments = entry.type == .f32 ? Moments(try file.floats(entry)) : nil
        let shape = NumberText.shape(entry.shape, times: "x")
        table.add(
          entry.name, entry.type.rawValue, shape, Self.figure(moments?.smallest), Self.figure(moments?.mean),
          Self.figure(moments?.largest))
        if let moments, moments.strange > 0 {
          notes.append("note: \(entry.name) has \(NumberText.count(moments.strange, "number")) not finite\n")
        }
      }
      return table.text + "\n" + total + notes.joined()
    }
  }

  private var total: String {
    let entries = file.header.entries
    let numbers = entries.reduce(0) { $0 + $1.range.count / $1.type.size }
    let words = file.header.metadata.sorted { $0.key < $1.key }.map { ", \($0.key) = \($0.value)" }.joined()
    return "\(NumberText.count(entries.count, "tensor")), \(NumberText.count(numbers, "number"))\(words)\n"
  }

  private static func figure(_ value: Double?) -> String { value.map(NumberText.figure) ?? "-" }
}

/// The finite numbers of a tensor in short; nil when there are none.
private struct Moments {
  private(set) var smallest = Double.infinity
  private(set) var largest = -Double.infinity
  private(set) var mean = 0.0
  /// How many are not finite.
  private(set) var strange = 0

  init?(_ numbers: [Float]) {
    var sum = 0.0
    for number in numbers {
      guard number.isFinite else {
        strange += 1
        continue
      }
      let value = Double(number)
      sum += value
      smallest = min(smallest, value)
      largest = max(largest, value)
    }
    guard !numbers.isEmpty else { return nil }
    let count = numbers.count - strange
    if count == 0 { (smallest, largest) = (.nan, .nan) }
    mean = count > 0 ? sum / Double(count) : .nan
  }
}
