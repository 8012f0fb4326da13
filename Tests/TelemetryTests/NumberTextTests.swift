import Testing

@testable import Telemetry

@Suite struct NumberTextTests {
  @Test("thousands are grouped", arguments: [(0, "0"), (999, "999"), (109_386, "109,386"), (-1_234_567, "-1,234,567")])
  func grouped(value: Int, text: String) {
    #expect(NumberText.grouped(value) == text)
  }

  @Test(
    "figures keep four digits, or an exponent where those say nothing",
    arguments: [
      (0.41234, "0.4123"), (0, "0.0000"), (0.00012, "1.200e-04"), (12_345_678, "1.235e+07"), (.nan, "nan"),
      (.infinity, "inf"), (-.infinity, "-inf"), (-0.5, "-0.5000"),
    ])
  func figures(value: Double, text: String) {
    #expect(NumberText.figure(value) == text)
  }

  @Test(
    "rates can be short",
    arguments: [
      (3.14159, "3.14"), (412.0, "412"), (999.7, "1.00k"), (412_345.6, "412k"), (1_234_567, "1.23M"), (.nan, "-"),
    ])
  func rates(value: Double, text: String) {
    #expect(NumberText.shortRate(value) == text)
  }

  @Test(
    "times are short",
    arguments: [
      (0.0123, "0.012 s"), (7.14, "7.1 s"), (59.96, "1 min 00 s"), (125, "2 min 05 s"), (11_220, "3 h 07 min"),
      (.nan, "-"), (-1, "-"),
    ])
  func durations(seconds: Double, text: String) {
    #expect(NumberText.duration(seconds) == text)
  }

  @Test(
    "time left looks like a clock",
    arguments: [(6.2, "0:07"), (754, "12:34"), (11_220, "3:07:00"), (.infinity, "-:--")])
  func clocks(seconds: Double, text: String) {
    #expect(NumberText.clock(seconds) == text)
  }
}
