import Datasets
import Foundation

/// Whether the data files that a run file names are there; what is in them is not looked at.
struct DataFindings {
  let data: DatasetDescription

  var all: [Finding] {
    let paths = data.paths
    guard !paths.isEmpty else { return [.good("data", "generated: no files")] }
    let mistakes = paths.compactMap { mistake($0.role, $0.path) }
    guard mistakes.isEmpty else { return mistakes }
    return [.good("data", "\(paths.count) files are there and can be read; mgd check reads them whole")]
  }

  private func mistake(_ role: DataRole, _ path: String) -> Finding? {
    var info = stat()
    guard stat(path, &info) == 0 else { return bad(role, path, errno) }
    guard info.st_mode & S_IFMT != S_IFDIR else {
      return .bad("data", "\(role.rawValue) \(path): expected a file, found a directory")
    }
    return access(path, R_OK) == 0 ? nil : bad(role, path, errno)
  }

  private func bad(_ role: DataRole, _ path: String, _ code: Int32) -> Finding {
    let remedy =
      switch code {
      case EACCES: "let the user that leads the run read it (chmod, chown)"
      case _ where path.hasPrefix("/"): "put the file there, or say where it is with data.directory"
      default: "put it there, be where the run will be started, or say where it is with data.directory"
      }
    return .bad("data", "\(role.rawValue) \(path): \(String(cString: strerror(code))); \(remedy)")
  }
}
