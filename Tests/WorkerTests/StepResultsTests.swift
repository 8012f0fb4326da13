import Reduction
import Testing
import Training
import Wire
import ZeroMQ

@testable import Worker

@Suite struct StepResultsTests {
  private func results(keeping steps: ClosedRange<Int>) -> StepResults {
    let results = StepResults()
    results.begin(vectorFloats: 4)
    for step in steps { results.keep([(.leaf(0), results.sharedPool.take())], ofStep: step, attempt: 0) }
    return results
  }

  @Test("a released step's vectors are used again")
  func release() {
    let results = results(keeping: 1...3)
    results.release(through: 2)
    #expect(results.vector(of: .leaf(0), step: 2) == nil)
    #expect(results.vector(of: .leaf(0), step: 3) != nil)
    _ = results.sharedPool.take()
    _ = results.sharedPool.take()
    #expect(results.sharedPool.statistics == (hits: 2, misses: 3))
  }

  @Test("a root that is being applied stays until it is let go")
  func hold() {
    let results = results(keeping: 1...1)
    let root = results.hold(1, root: .leaf(0))
    #expect(root != nil)
    results.release(through: 1)
    #expect(results.vector(of: .leaf(0), step: 1) === root)
    results.letGo(1)
    #expect(results.vector(of: .leaf(0), step: 1) == nil)
    #expect(results.sharedPool.take() === root)
  }

  @Test("a later part of the same try is kept beside the earlier ones; a new try forgets them")
  func parts() {
    let results = results(keeping: 1...1)
    let old = results.vector(of: .leaf(0), step: 1)
    results.keep([(.leaf(1), FlatBuffer(count: 4))], ofStep: 1, attempt: 0)
    #expect(results.vector(of: .leaf(0), step: 1) === old)
    #expect(results.vector(of: .leaf(1), step: 1) != nil)
    results.keep([(.leaf(1), FlatBuffer(count: 4))], ofStep: 1, attempt: 1)
    #expect(results.vector(of: .leaf(0), step: 1) == nil)
    #expect(results.vector(of: .leaf(1), step: 1) != nil)
  }

  @Test("what is computed for an audit does not take the place of what was sent")
  func audited() {
    let results = results(keeping: 1...1)
    let sent = results.vector(of: .leaf(0), step: 1)
    let audited = FlatBuffer(count: 4)
    results.keep([(.leaf(0), audited)], ofStep: 1, attempt: 0, isAudit: true)
    #expect(results.vector(of: .leaf(0), step: 1) === sent)
    #expect(results.vector(of: .leaf(0), step: 1, isAudit: true) === audited)
  }

  @Test("a step that is computed once more gives the earlier vectors back")
  func again() {
    let results = results(keeping: 1...1)
    let old = results.vector(of: .leaf(0), step: 1)
    results.keep([(.leaf(0), FlatBuffer(count: 4))], ofStep: 1, attempt: 0)
    #expect(results.vector(of: .leaf(0), step: 1) !== old)
    #expect(results.sharedPool.take() === old)
  }

  @Test("an average is taken once")
  func average() throws {
    let results = results(keeping: 1...1)
    let frame = Frame(
      chunk: 0, of: VectorChunks(floats: 4), FlatBuffer(count: 4), FrameHeader(kind: .average, chunks: 1))
    var arriving = FrameVector.Arriving(VectorChunks(floats: 4))
    let average = try #require(try arriving.take(frame, FrameCodec.header(of: frame.bytes)))
    results.keepAverage(average, ofStep: 7)
    #expect(results.takeAverage(ofStep: 7) != nil)
    #expect(results.takeAverage(ofStep: 7) == nil)
  }
}
