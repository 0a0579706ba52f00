import CrossbarCore
import CrossbarImport
import CrossbarModel
import Foundation
import Testing

/// A fixture that is not there, or does not hold what a test needs.
struct MissingFixture: Error {
  let name: String
}

/// Files written by `Fixtures/make_fixtures.py` and `make_keras2_fixtures.py`.
enum Fixture {
  static func path(_ name: String) throws -> String {
    guard let folder = Bundle.module.resourceURL?.appending(path: "Fixtures/\(name)"),
      FileManager.default.fileExists(atPath: folder.path)
    else { throw MissingFixture(name: name) }
    return folder.path
  }

  static func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: path(name)))
  }

  /// What Keras says about a model.
  struct Reference: Decodable {
    struct Layer: Decodable {
      let name: String
      let shape: [Int]
      let parameters: Int
    }
    let inputs: [[Double]]
    let logits: [[Double]]
    let layers: [Layer]
  }

  static func references() throws -> [String: Reference] {
    try JSONDecoder().decode([String: Reference].self, from: bytes("references.json"))
  }

  static func reference(_ name: String) throws -> Reference {
    guard let reference = try references()[name] else { throw MissingFixture(name: name) }
    return reference
  }

  /// Runs with a new file of the given bytes, removed afterwards.
  static func withFile<Result>(
    _ name: String, _ bytes: Data, _ body: (String) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try bytes.write(to: file)
    return try body(file.path)
  }

  /// The findings about a model file, thrown or returned.
  static func findings(_ path: String) -> [Diagnostic] {
    do throws(Diagnostics) {
      return try ModelFile.read(path).diagnostics
    } catch {
      return error.all
    }
  }

  /// Rendered findings with the folder of the file removed.
  static func messages(_ name: String) throws -> [String] {
    let path = try path(name)
    return findings(path).map { "\($0)".replacing(path, with: name) }
  }
}
