import Autograd
import Kernels
import Randomness

/// Zeroes each element with a probability while training, and multiplies the others by 1 / (1 - probability), so that
/// sums keep their expectation. N. Srivastava and others, JMLR 15, 2014.
///
/// In evaluation it is the identity. Which elements fall out is a function of seed, step, shard and layer.
public final class Dropout: RandomModule {
  /// Of an element to be zeroed, from 0 up to, but not including, 1.
  public let probability: Float
  var layer: UInt32 = 0

  public init(_ probability: Float = 0.5) {
    precondition((0..<1).contains(probability), "Dropout: probability \(probability), expected 0 ..< 1")
    self.probability = probability
  }

  public func forward(_ input: Variable, _ pass: Pass) -> Variable {
    guard probability > 0, let random = pass.dropout(layer: layer) else { return input }
    return DropoutFunction(probability: probability, random: random)(input)
  }
}

/// x times a mask of 0 and 1 / (1 - probability).
struct DropoutFunction: Function {
  let probability: Float
  let random: RandomSource

  func forward(_ inputs: [Tensor]) -> (Tensor, Tensor) {
    let mask = mask(like: inputs[0])
    return (inputs[0] * mask, mask)
  }

  func backward(_ gradient: Tensor, _ mask: Tensor) -> [Tensor?] { [gradient * mask] }

  /// Bits below the threshold fall out.
  private func mask(like input: Tensor) -> Tensor {
    let mask = Tensor(uninitialized: input.shape, like: input)
    let bits = Tensor(uninitialized: input.shape, like: input)
    let count = input.count
    // A probability below 1 is at most 1 - 2^-24, so that the product fits.
    let threshold = UInt32(Double(probability) * 0x1p32)
    withExtendedLifetime(bits) {
      bits.pointer.withMemoryRebound(to: UInt32.self, capacity: count) { words in
        random.fillBits(UnsafeMutableBufferPointer(start: words, count: count))
        Kernels.table.pointee.dropout_mask(mask.pointer, words, threshold, 1 / (1 - probability), count)
      }
    }
    return mask
  }
}
