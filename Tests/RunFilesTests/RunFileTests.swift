import Foundation
import NeuralNetworks
import Optimizers
import Testing

@testable import RunFiles

@Suite struct RunFileTests {
  @Test("the example is read with defaults filled in")
  func example() throws {
    let settings = try Example.settings()
    #expect(settings.run == .init(name: "example", epochs: 3, seed: 7, directory: "runs"))
    #expect(settings.model.outputShape == [10])
    #expect(settings.model.layers[1] == .linear(outputs: 128, activation: .relu))
    #expect(settings.model.layers[2] == .dropout(probability: 0.25))
    #expect(settings.loss == LossDescription(.crossEntropy))
    #expect(settings.optimizer == OptimizerDescription(.sgd) { ($0.learningRate, $0.momentum) = (0.1, 0.9) })
    #expect(settings.evaluation == .init(everyEpochs: 1, everySteps: nil, shard: 1024))
    #expect(settings.cluster.localWorkers == 1 && settings.cluster.minWorkers == 1)
    #expect(settings.telemetry.logEvery == 100)
    #expect(settings.run.onBadNumbers == .stop && settings.cluster.auditEvery == 0)
    #expect(settings.checkpoint.everySteps == nil && settings.checkpoint.everyEpochs == 1)
    #expect(settings.checkpoint.everySeconds == .seconds(60) && settings.checkpoint.keep == 3)
    #expect(settings.checkpoint.required == false)
    #expect(settings.cluster.rejoinGrace == .seconds(7) && settings.cluster.drainTimeout == .seconds(30))
    #expect(settings.cluster.orphanTimeout == .seconds(60))
  }

  @Test("every mistake is told with its place and a remedy", arguments: Mistake.all)
  func mistakes(_ mistake: Mistake) {
    #expect(Example.problems(mistake.old, mistake.new) == mistake.problems)
  }

  @Test("all problems come in one pass, in the order of the file, overrides last")
  func onePass() {
    let text = Example.text.replacingFirst("seed = 7", with: "sed = 7")
      .replacingFirst("outputs = 128", with: "outputs = -1")
      .replacingFirst("learning_rate", with: "lr").replacingFirst("shards = 8", with: "shards = 0")
    #expect(throws: RunFileProblems.self) { try Example.settings(text, ["batch.sise=3", "loss.type=nil"]) }
    do {
      _ = try Example.settings(text, ["batch.sise=3", "loss.type=nil"])
    } catch let problems as RunFileProblems {
      #expect(problems.exitCode == 78)
      #expect(
        problems.description == """
          run.toml:3:1: error: unknown key 'sed' in [run]; did you mean 'seed'?
          run.toml:16:32: error: model.layers[1].outputs: expected a positive integer, found integer -1
          run.toml:26:1: error: unknown key 'lr' in [optimizer]; did you mean 'learning_rate'?
          run.toml:31:10: error: batch.shards: expected an integer from 1 to 4096, found integer 0
          --set batch.sise: error: unknown key 'sise' in [batch]; did you mean 'size'?
          --set loss.type: error: loss.type: expected one of "cross_entropy", "mse", "l1", "huber", \
          "bce_with_logits", "nll", found string "nil"; did you mean "nll"?
          """)
    } catch {
      Issue.record("unexpected \(error)")
    }
  }

  @Test("a file that is not there ends with exit code 66")
  func missingFile() {
    let problems = #expect(throws: RunFileProblems.self) { try RunFile.load("/nowhere/run.toml") }
    #expect(problems?.exitCode == 66)
    #expect(
      problems?.description
        == "/nowhere/run.toml: error: the run file does not exist; configs/ holds some to start from")
  }

  @Test("a directory is not a run file")
  func directory() {
    let problems = #expect(throws: RunFileProblems.self) { try RunFile.load("/") }
    #expect(problems?.exitCode == 66)
  }

  @Test("no bytes make the reader stop: what is cut or changed anywhere is read or refused")
  func damage() {
    let bytes = Array(Example.text.utf8)
    for place in stride(from: 0, to: bytes.count, by: 3) {
      _ = try? RunFile.parse(Array(bytes[..<place]), path: "cut.toml")
      for change: UInt8 in [0, 0x22, 0x5B, 0xFF] {
        var changed = bytes
        changed[place] = change
        _ = try? RunFile.parse(changed, path: "changed.toml")
      }
    }
  }
}

/// One change to the example and what is said about it.
struct Mistake: Sendable, CustomTestStringConvertible {
  let old, new: String
  let problems: [String]

  init(_ old: String, _ new: String, _ problems: String...) {
    (self.old, self.new, self.problems) = (old, new, problems)
  }

  var testDescription: String { new.isEmpty ? "without \(old)" : new }

  static let all = keys + values + rules
}

extension Mistake {
  private static let keys = [
    Mistake(
      "learning_rate = 0.1", "learning_rate = ",
      "run.toml:26:17: error: TOML syntax: key-value pair: expected value, saw '\\n'"),
    Mistake(
      "[optimizer]", "[optimiser]",
      "run.toml:24:2: error: unknown section [optimiser]; did you mean [optimizer]?"),
    Mistake(
      "[run]", "epochs = 1\n[run]",
      "run.toml:1:1: error: unknown key 'epochs' outside of all sections; it belongs in [run]"),
    Mistake(
      "name = \"example\"\n", "",
      "run.toml:1:1: error: missing key 'name' in [run]: "
        + "a name of 1 to 64 letters, digits, '.', '_' or '-', not starting with '.'"),
    Mistake(
      "size = 256", "size = 256\nepochs = 2",
      "run.toml:31:1: error: unknown key 'epochs' in [batch]; it belongs in [run]"),
    Mistake(
      "targets = \"train-labels\"", "labels = \"train-labels\"",
      "run.toml:8:9: error: missing key 'targets' in data.train: a path that is not empty",
      "run.toml:8:36: error: unknown key 'labels' in data.train"),
    Mistake(
      "type = \"flatten\"", "kind = \"flatten\"",
      "run.toml:15:3: error: missing key 'type' in model.layers[0]: \(Choice.phrase(LayerKeys.types))"),
    Mistake(
      "momentum = 0.9", "betas = [0.9, 0.999]",
      "run.toml:27:1: error: unknown key 'betas' in [optimizer]"),
    Mistake(
      "probability", "p",
      "run.toml:17:3: error: missing key 'probability' in model.layers[2], a dropout layer: "
        + "a number from 0 up to, but not including, 1",
      "run.toml:17:23: error: unknown key 'p' in model.layers[2], a dropout layer"),
  ]

  private static let values = [
    Mistake(
      "size = 256", "size = \"x\"",
      "run.toml:30:8: error: batch.size: expected a positive integer, found string \"x\""),
    Mistake(
      "seed = 7", "seed = -7",
      "run.toml:3:8: error: run.seed: expected an integer from 0 up, found integer -7"),
    Mistake(
      "epochs = 3", "epochs = 2.5",
      "run.toml:4:10: error: run.epochs: expected a positive integer, found number 2.5"),
    Mistake(
      "momentum = 0.9", "momentum = true",
      "run.toml:27:12: error: optimizer.momentum: expected a finite number, found boolean true"),
    Mistake(
      "learning_rate = 0.1", "learning_rate = inf",
      "run.toml:26:17: error: optimizer.learning_rate: expected a finite number, found number inf"),
    Mistake(
      "learning_rate = 0.1", "learning_rate = -1",
      "run.toml:26:17: error: optimizer.learning_rate: must be 0 or more, is -1.0"),
    Mistake(
      "type = \"sgd\"", "type = \"sdg\"",
      "run.toml:25:8: error: optimizer.type: expected one of \"sgd\", \"adagrad\", \"rmsprop\", \"adam\", \"adamw\", "
        + "found string \"sdg\"; did you mean \"sgd\"?"),
    Mistake(
      "input = [28, 28, 1]", "input = [28, 0]",
      "run.toml:13:14: error: model.input: expected a positive integer, found integer 0"),
    Mistake(
      "input = [28, 28, 1]", "input = 784",
      "run.toml:13:9: error: model.input: expected an array of positive integers, found integer 784"),
    Mistake(
      "probability = 0.25", "probability = 1",
      "run.toml:17:37: error: model.layers[2].probability: expected a number from 0 up to, but not including, 1, found integer 1"
    ),
    Mistake(
      "train = { inputs = \"train-images\", targets = \"train-labels\" }", "train = \"train-images\"",
      "run.toml:8:9: error: data.train: expected a table { inputs = \"FILE\", targets = \"FILE\" }, found string \"train-images\""
    ),
    Mistake(
      "name = \"example\"", "name = \"../x\"",
      "run.toml:2:8: error: run.name: expected a name of 1 to 64 letters, digits, '.', '_' or '-', "
        + "not starting with '.', found string \"../x\""),
    Mistake(
      "name = \"example\"", "name = 1979-05-27",
      "run.toml:2:8: error: run.name: expected a name of 1 to 64 letters, digits, '.', '_' or '-', "
        + "not starting with '.', found date or time 1979-05-27"),
    Mistake(
      "[loss]\ntype = \"cross_entropy\"\n", "loss = 3\n",
      "run.toml:1:1: error: missing section [loss]", "run.toml:21:1: error: unknown key 'loss' in [model]"),
  ]

  private static let rules = [
    Mistake(
      "size = 256", "size = 99999999",
      "run.toml:30:8: error: batch.size: expected at most 16777216, found integer 99999999"),
    Mistake(
      "shards = 8", "shards = 0",
      "run.toml:31:10: error: batch.shards: expected an integer from 1 to 4096, found integer 0"),
    Mistake(
      "size = 256", "size = 4",
      "run.toml:30:8: error: batch.size: 4 samples cannot be cut into 8 shards "
        + "(batch.shards); expected at least one sample a shard"),
    Mistake(
      "size = 256\nshards = 8", "size = 4",
      "run.toml:30:8: error: batch.size: 4 samples cannot be cut into "
        + "8 shards (batch.shards, the default); expected at least one sample a shard"),
    Mistake(
      "epochs = 3", "epochs = 3\nsteps = 10",
      "run.toml:5:9: error: run.steps: expected either epochs or steps, found both"),
    Mistake("epochs = 3\n", "", "run.toml:1:1: error: missing key 'epochs' or 'steps' in [run]: how long to train"),
    Mistake(
      "  { type = \"flatten\" },\n", "",
      "run.toml:15:12: error: model.layers[0]: linear: expected samples of "
        + "shape [n], got [28, 28, 1]; put { type = \"flatten\" } before it"),
    Mistake(
      "\"cross_entropy\"", "\"nll\"",
      "run.toml:22:8: warning: loss.type: nll expects logarithms of "
        + "probabilities; end the model with log_softmax, or use cross_entropy"),
    Mistake(
      "outputs = 10 }", "outputs = 10, activation = \"softmax\" }",
      "run.toml:22:8: warning: loss.type: "
        + "cross_entropy applies log_softmax itself; leave the softmax out of the model"),
    Mistake(
      "outputs = 10 }", "outputs = 10, slope = 0.1 }",
      "run.toml:18:44: error: model.layers[3].slope: only activation = \"leaky_relu\" has a slope"),
    Mistake(
      "shards = 8", "shards = 8\n[cluster]\ndead = 2",
      "run.toml:33:8: error: cluster.dead: expected cluster.suspect or more"),
    Mistake(
      "shards = 8", "shards = 8\n[cluster]\nlocal_workers = 0",
      "run.toml:33:17: error: cluster.local_workers: expected at least 1 where cluster.listen is not given, found 0"),
    Mistake(
      "shards = 8", "shards = 8\n[cluster]\nmin_workers = 3",
      "run.toml:33:15: error: cluster.min_workers: 3 workers will never be there: the coordinator starts 1, "
        + "and no others can come without cluster.listen"),
    Mistake(
      "shards = 8", "shards = 8\n[cluster]\nlocal_workers = 3\nmax_workers = 2",
      "run.toml:34:15: error: cluster.max_workers: expected at least 3, as cluster.min_workers says, found 2"),
    Mistake(
      "shards = 8", "shards = 8\n[checkpoint]\nevery_seconds = -1\nkeep = 0",
      "run.toml:33:17: error: checkpoint.every_seconds: expected 0 or a number of seconds above 0, found integer -1",
      "run.toml:34:8: error: checkpoint.keep: expected an integer from 1 to 100000, found integer 0"),
    Mistake(
      "shards = 8", "shards = 8\n[cluster]\nlisten = \"7077\"",
      "run.toml:33:10: error: cluster.listen: expected an address as \"tcp://HOST:PORT\", found string \"7077\""),
    Mistake(
      "shards = 8", "shards = 8\n[cluster]\nlisten = \"tcp://a:+5\"",
      "run.toml:33:10: error: cluster.listen: expected an address as \"tcp://HOST:PORT\", found string \"tcp://a:+5\""),
    Mistake(
      "shards = 8", "shards = 8\n[cluster]\nlisten = \"tcp://a b:1\"",
      "run.toml:33:10: error: cluster.listen: expected an address as \"tcp://HOST:PORT\", found string \"tcp://a b:1\""),
    Mistake(
      "shards = 8", "shards = 8\n[cluster]\nlisten = \"ipc:///run/a\"",
      "run.toml:33:10: error: cluster.listen: expected an address as \"tcp://HOST:PORT\", found string \"ipc:///run/a\""
    ),
    Mistake(
      "shards = 8", "shards = 8\n[cluster]\nlisten = \"tcp://10.0.0.1:7077\"",
      "run.toml:33:10: error: cluster.listen: tcp://10.0.0.1:7077 can be reached from other hosts, and there are no keys; "
        + "set security.key_file and security.allow_file (mgd keygen makes keys), or security.insecure = true where "
        + "everybody on the network is trusted"),
    Mistake(
      "shards = 8", "shards = 8\n[security]\nkey_file = \"c.secret\"",
      "run.toml:33:12: error: security.key_file: expected security.allow_file as well"),
    Mistake(
      "shards = 8", "shards = 8\n[security]\nallow_file = \"\"",
      "run.toml:33:14: error: security.allow_file: expected a path that is not empty, found string \"\""),
  ]
}
