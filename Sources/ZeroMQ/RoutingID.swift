/// The name under which a ROUTER knows a connection: an address for answers, never an identity.
package struct RoutingID: Hashable, Sendable {
  package let bytes: [UInt8]

  package init(_ bytes: some Sequence<UInt8>) {
    self.bytes = Array(bytes)
  }

  package init(_ text: String) {
    self.init(text.utf8)
  }
}

extension RoutingID: CustomStringConvertible {
  /// Safe to log: text if all of it is printable ASCII, else hexadecimal.
  package var description: String {
    let printable = !bytes.isEmpty && bytes.allSatisfy { (33...126).contains($0) }
    if printable { return String(decoding: bytes, as: UTF8.self) }
    return "0x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
