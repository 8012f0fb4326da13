import Cluster
import Datasets
import Training
import Wire

extension DataFile {
  /// A file as a coordinator names it: its name is a name in a directory of this host, nothing else.
  init(told file: WireDataFile) throws(PreparationError) {
    guard let role = DataRole(rawValue: file.role), !file.name.isEmpty, !file.name.contains("/"), file.name != ".."
    else {
      throw PreparationError(
        "data file '\(file.name.printable(255))' (\(file.role.printable(40))): expected a plain file name and a known role; is the coordinator newer?",
        exitCode: 76)
    }
    self.init(role: role, name: file.name, bytes: file.bytes, sha256: file.sha256)
  }
}
