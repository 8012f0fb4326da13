import Foundation

/// Numbers as people read them, the same in every locale.
package enum NumberText {
  /// `109386` as `109,386`.
  package static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// A loss or an accuracy: four digits behind the point, or fewer digits and an exponent where those would say nothing.
  package static func figure(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    let size = abs(value)
    if size != 0, size < 0.001 || size >= 1_000_000 { return String(format: "%.3e", value) }
    return String(format: "%.4f", value)
  }

  /// A rate without digits behind the point; those below ten keep two.
  package static func rate(_ value: Double) -> String {
    guard value.isFinite, value >= 0, value < 1e15 else { return "-" }
    return value < 10 ? String(format: "%.2f", value) : grouped(Int(value.rounded()))
  }

  /// A rate with three digits: `412k`, `1.23M`.
  static func shortRate(_ value: Double) -> String {
    guard value.isFinite, value >= 0, value < 1e15 else { return "-" }
    let (scaled, letter) =
      value < 999.5 ? (value, "") : value < 999_500 ? (value / 1e3, "k") : (value / 1e6, "M")
    let digits = scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0
    return String(format: "%.\(digits)f", scaled) + letter
  }

  /// `0.412 s`, `7.1 s`, `2 min 05 s`, `3 h 07 min`.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "-" }
    if seconds < 0.9995 { return String(format: "%.3f s", seconds) }
    if seconds < 59.95 { return String(format: "%.1f s", seconds) }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return String(format: "%d min %02d s", whole / 60, whole % 60) }
    return String(format: "%d h %02d min", whole / 3600, whole / 60 % 60)
  }

  /// Time left on a clock's face: `0:07`, `12:34`, `3:07:00`.
  package static func clock(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "-:--" }
    let whole = Int(seconds.rounded(.up))
    if whole < 3600 { return String(format: "%d:%02d", whole / 60, whole % 60) }
    return String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
  }

  /// `8731/10000` behind its part of one: `0.8731, 8731/10000`.
  package static func accuracy(correct: Int, of samples: Int) -> String {
    let part = samples > 0 ? Double(correct) / Double(samples) : 0
    return "\(String(format: "%.4f", part)), \(correct)/\(samples)"
  }

  /// A shape as `28 × 28 × 1`.
  package static func shape(_ sizes: [Int], times: String) -> String {
    sizes.isEmpty ? "1" : sizes.map(String.init).joined(separator: " \(times) ")
  }

  /// `1 worker`, `2 workers`.
  package static func count(_ value: Int, _ thing: String) -> String {
    "\(grouped(value)) \(thing)\(value == 1 ? "" : "s")"
  }
}
