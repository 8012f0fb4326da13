import Testing

@testable import Telemetry

@Suite struct LiveBarTests {
  @Test(
    "what matters least goes first when room is short",
    arguments: [
      (
        120,
        "epoch 2/10  ━━━━━───────────────────────────  step 400/2350  loss 0.4123  accuracy 0.8512  412,346 samples/s  1:02 left"
      ),
      (80, "epoch 2/10  ━━───────────  400/2350  loss 0.4123  acc 0.8512  412k/s  1:02 left"),
      (50, "epoch 2/10  ━━───────────  loss 0.4123  1:02 left"),
      (24, "epoch 2/10  ━──────────"),
    ])
  func widths(width: Int, line: String) {
    #expect(LiveBar.rendered(Samples.step, .init(width: width)) == line)
  }

  @Test("the bar fits at every width and never fills the last column", arguments: 2...140)
  func fits(width: Int) {
    #expect(LiveBar.rendered(Samples.step, .init(width: width)).count < width)
  }
}
