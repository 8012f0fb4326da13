import Foundation
import Testing
import Wire

@testable import Checkpoints

@Suite struct ReplicaStateTests {
  private let state = Samples.content(12).state

  private func read(_ text: String) throws -> ReplicaState {
    try ReplicaState(json: Data(text.utf8), file: "state.json")
  }

  private func changed(_ old: String, _ new: String) throws -> String {
    let text = String(decoding: try state.json(), as: UTF8.self)
    try #require(text.contains(old))
    return text.replacing(old, with: new)
  }

  @Test("keys that are not known are passed over")
  func unknownKeys() throws {
    #expect(try read(try changed("\"format\"", "\"later\" : [1, {}], \"format\"")) == state)
  }

  @Test("a newer format is refused with both versions, whatever else it holds")
  func newer() throws {
    for text in [try changed("\"format\" : 1", "\"format\" : 2"), "{\"format\": 2}"] {
      let error = #expect(throws: CheckpointError.self) { try read(text) }
      #expect(
        error?.description == "state.json: expected checkpoint format 1 or older, found format 2; "
          + "it was written by a newer mgd; resume with that one")
    }
  }

  @Test(
    "figures that no run can have are refused",
    arguments: [
      ("\"step\" : 12", "\"step\" : -1", "expected a step from 0 up, found -1"),
      ("\"optimizer_steps\" : 12", "\"optimizer_steps\" : 13", "expected 0 to 12 optimizer steps, found 13"),
      ("\"samples\" : 384", "\"samples\" : -1", "expected samples from 0 up, found -1"),
      ("\"correct\" : 0", "\"correct\" : 1", "expected at most as many correct samples as samples, found 1 of 0"),
      (
        "\"seconds\" : \"4008000000000000\"", "\"seconds\" : \"7ff8000000000000\"",
        "expected seconds from 0 up, found nan"
      ),
      ("\"seconds\" : \"4008000000000000\"", "\"seconds\" : 3", "expected the state of a replica, found seconds: "),
      ("\"run\"", "\"ran\"", "expected the state of a replica, found no \"run\""),
      ("\"format\" : 1", "\"format\" : \"1\"", "expected a \"format\" from 1 up, found the string \"1\""),
      ("\"format\"", "\"step\"", "expected each name once, found \"step\" again"),
    ])
  func impossible(_ old: String, _ new: String, _ message: String) throws {
    let error = #expect(throws: CheckpointError.self) { try read(try changed(old, new)) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
