import Testing

@testable import Telemetry

@Suite struct BannerTests {
  @Test("the banner shows the model's table, then data, batch, workers and place")
  func banner() {
    #expect(
      Banner.rendered(Samples.overview, .init(width: 80)) == """
        ╭─ mgd  fashion-mnist ──────────────────────────────────────╮
        │                                                           │
        │  layer                          output        parameters  │
        │          input                  28 × 28 × 1               │
        │  0       flatten                784                    -  │
        │  1       linear 784-128, relu   128              100,480  │
        │  3       linear 128-10          10                 1,290  │
        │                                                  101,770  │
        │                                                           │
        │  data        60,000 training samples, 10,000 to validate  │
        │  training    10 epochs, cross_entropy, sgd                │
        │  batch       256 samples in 8 shards                      │
        │  workers     2 with 4 threads                             │
        │  directory   runs/fashion-mnist                           │
        │                                                           │
        ╰───────────────────────────────────────────────────────────╯

        """)
  }

  @Test("on a narrow terminal no line is wider than it", arguments: [20, 36, 40, 60])
  func narrow(width: Int) {
    let text = Banner.rendered(Samples.overview, .init(width: width))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
  }

  @Test("without Unicode all of it is ASCII")
  func ascii() {
    #expect(Banner.rendered(Samples.overview, .init(width: 60, isUnicode: false)).allSatisfy { $0.isASCII })
  }
}
