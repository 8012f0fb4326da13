import Testing

@testable import Telemetry

@Suite struct SummaryBoxTests {
  @Test("the box at the end tells the figures, where the files are and the next command")
  func done() {
    #expect(
      SummaryBox.rendered(Samples.summary, .init(width: 80)) == """
        ╭─ done  fashion-mnist ──────────────────────────────────────╮
        │                                                            │
        │  trained      2,350 steps (10 epochs) in 1.5 s             │
        │  training     loss 0.2311                                  │
        │  validation   loss 0.3651, accuracy 0.8731, 8731/10000     │
        │  speed        412,088 samples/s, 2 workers with 4 threads  │
        │  files        runs/fashion-mnist                           │
        │               model.safetensors  metrics.jsonl             │
        │  next         mgd evaluate runs/fashion-mnist              │
        │                                                            │
        ╰────────────────────────────────────────────────────────────╯

        """)
  }

  @Test("a run that failed says why")
  func failed() {
    var summary = Samples.summary
    (summary.status, summary.message, summary.validation) = (.failed, "loss is not finite at step 7", nil)
    let text = SummaryBox.rendered(summary, .init(width: 80))
    #expect(text.contains("failed  fashion-mnist"))
    #expect(text.contains("│  loss is not finite at step 7"))
    #expect(!text.contains("validation"))
  }
}
