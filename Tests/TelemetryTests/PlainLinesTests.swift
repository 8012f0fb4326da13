import Testing

@testable import Telemetry

@Suite struct PlainLinesTests {
  @Test("a step and an evaluation are a line each")
  func lines() {
    #expect(
      PlainLines.step(Samples.step)
        == "epoch 2/10  step 400/2350  samples 102240  loss 0.4123  accuracy 0.8512  412346 samples/s\n")
    #expect(
      PlainLines.evaluation(Samples.evaluation)
        == "epoch 2/10  step 470  validation loss 0.3651  accuracy 0.8731, 8731/10000\n")
  }

  @Test("a loss without classes has no accuracy")
  func regression() {
    var (step, evaluation) = (Samples.step, Samples.evaluation)
    (step.accuracy, evaluation.correct) = (nil, nil)
    #expect(!PlainLines.step(step).contains("accuracy"))
    #expect(PlainLines.evaluation(evaluation) == "epoch 2/10  step 470  validation loss 0.3651\n")
  }

  @Test("the beginning and the end are plain as well")
  func ends() {
    #expect(
      PlainLines.overview(Samples.overview) == """
        run fashion-mnist  directory runs/fashion-mnist
        model 28 x 28 x 1 -> flatten -> linear 784-128, relu -> linear 128-10  parameters 101770
        data 60000 training samples, 10000 validation samples
        training 10 epochs, cross_entropy, sgd
        batch 256  shards 8  workers 2  threads 4

        """)
    #expect(
      PlainLines.summary(Samples.summary) == """
        done fashion-mnist
        trained 2,350 steps (10 epochs) in 1.5 s  412088 samples/s  2 workers with 4 threads
        training loss 0.2311
        validation loss 0.3651, accuracy 0.8731, 8731/10000
        files runs/fashion-mnist  model.safetensors  metrics.jsonl
        next: mgd evaluate runs/fashion-mnist

        """)
  }
}
