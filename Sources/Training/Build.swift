/// Which program this is, for hellos, logs and `--version`.
package enum Build {
  package static let version = "0.1.0"
}
