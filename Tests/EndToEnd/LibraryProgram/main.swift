import Autograd
import Datasets
import NeuralNetworks
import Optimizers

let epochs = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 10
let data = try TrainingData(
  DatasetDescription(
    .idx(
      IDXFiles(
        train: IDXPair(inputs: "train-images-idx3-ubyte.gz", targets: "train-labels-idx1-ubyte.gz"),
        validation: IDXPair(inputs: "t10k-images-idx3-ubyte.gz", targets: "t10k-labels-idx1-ubyte.gz"),
        directory: "/usr/share/datasets/fashion-mnist"))))

let model = Sequential(Flatten(), Linear(784, 128), ReLU(), Linear(128, 64), ReLU(), Linear(64, 10), seed: 1)
let optimizer = SGD(model, learningRate: 0.1, momentum: 0.9)
let pool = Pool()

for epoch in 0..<epochs {
  var lossSum: Float = 0
  for batch in data.train.batches(of: 256, epoch: epoch, seed: 1, in: pool) {
    optimizer.zeroGradients()
    let loss = crossEntropy(model(batch.inputs), batch.classes)
    loss.backward()
    optimizer.step()
    lossSum += loss.item * Float(batch.count)
  }
  print("epoch \(epoch + 1): loss \(lossSum / Float(data.train.count))")
}

if let validation = data.validation {
  let correct = withoutGradients {
    validation.batches(of: 1000, in: pool).reduce(0) { correct, batch in
      correct + accuracy(model(batch.inputs), batch.classes) * Double(batch.count)
    }
  }
  print("validation accuracy \(correct / Double(validation.count))")
}
