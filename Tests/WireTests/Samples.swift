import Wire

/// One message of each control kind, and a header with another number in each field.
enum Samples {
  static let run = RunID(high: 0x0102_0304_0506_0708, low: 0x090a_0b0c_0d0e_0f10)

  static func header(_ kind: Kind) -> FrameHeader {
    FrameHeader(
      kind: kind, run: run, term: 0x21, life: 0x2_2222, incarnation: 0x23, session: 0x24, sequence: 0x25, view: 0x26,
      step: 0x27, attempt: 0x28, nodeLevel: 0x29, nodeIndex: 0x2a, chunk: 0x2b, chunks: 0x2c, flags: .notFinite)
  }

  static let state = RunState(
    run: "xor", phase: "training", step: 8, steps: 100, stepsPerEpoch: 4, term: 2, seconds: 1.5,
    training: StateFigures(step: 8, loss: 0.5, accuracy: nil), validation: nil, checkpoint: 4, minWorkers: 1,
    workers: [
      RunState.WorkerState(
        name: "alpha", host: "node-1", address: "10.0.0.1", pid: 4711, threads: 8, instructionSet: "avx2",
        state: "training", shards: 3, holds: 8, silence: 0.25)
    ], others: 0)

  static let messages: [Message] = [
    .hello(
      Hello(
        name: "alpha", host: "node-1", pid: 4711, threads: 8, isa: "avx2", build: "0.1.0", heldRun: run, heldStep: 12)),
    .welcome(
      Welcome(
        name: "alpha", runName: "xor", settings: #"{"seed":1}"#,
        dataFiles: [WireDataFile(role: "train.inputs", name: "x.gz", bytes: 100, sha256: "ab")], members: 2,
        times: Times(heartbeat: .milliseconds(100)), requireSameBits: true, isaCap: "baseline")),
    .refused(Refusal(code: .nameInUse, message: "name in use by node-1:4711", final: false)),
    .ready(Ready(dataDigest: "d1", modelDigest: "d2", fingerprint: "d3", lanes: 8)),
    .deal(Deal(view: 3, fromStep: 5, attempt: 1, shards: [0..<4, 6..<8], evaluation: [0..<10], members: 2)),
    .heartbeat(Heartbeat(appliedStep: .max, computing: true)),
    .committed(Committed()),
    .evaluated(Evaluated(shards: [ShardFigures(index: 1, samples: 1024, correct: 900, lossSum: 0.1)])),
    .evaluationCommitted(EvaluationCommitted(samples: 10_000, correct: 8731, lossSum: -.infinity)),
    .leave(Leave(reason: "asked to")),
    .finished(Finished(status: .done, message: "10 epochs")),
    .progress(Progressed(shard: 3, layer: 2)),
    .failed(Failed(reason: "no memory", exitCode: 1)),
    .missing(Missing()),
    .assist(Assist(shards: [3..<5], evaluation: [0..<2])),
    .snapshotState(
      SnapshotState(
        floats: 300, updates: 11, epoch: ReplicaFigures(samples: 64, correct: 32, lossSum: 0.1),
        lastEvaluation: EvaluatedStep(step: 8, figures: ReplicaFigures(samples: 10, correct: 5, lossSum: 1)),
        digest: "ab")),
    .snapshotReceived(SnapshotReceived(chunks: 9)),
    .held(Held(digest: "cd")),
    .fetch(Fetch()),
    .compare(Compare(evaluated: 7)),
    .wantData(WantData(file: 1, pieces: 16..<32)),
    .ask(Ask(.drain, worker: "alpha")),
    .answer(Answer(isDone: true, "done", state: state)),
  ]
}
