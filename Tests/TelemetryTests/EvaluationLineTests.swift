import Testing

@testable import Telemetry

@Suite struct EvaluationLineTests {
  @Test(
    "the validation's figures stay whole, the training's loss goes where room is short",
    arguments: [
      (100, "epoch 2/10  training loss 0.4000  validation loss 0.3651  accuracy 0.8731, 8731/10000"),
      (80, "epoch 2/10  validation loss 0.3651  accuracy 0.8731, 8731/10000"),
      (40, "epoch 2/10  validation loss 0.3651  ac…"),
    ])
  func widths(width: Int, line: String) {
    #expect(EvaluationLine.rendered(Samples.evaluation, .init(width: width)) == line)
  }
}
