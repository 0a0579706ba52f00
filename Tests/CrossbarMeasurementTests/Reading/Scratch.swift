import CrossbarCore
import Foundation
import Testing

@testable import CrossbarMeasurement

/// A folder of files that goes away with the test.
final class Scratch {
  let url: URL

  init() throws {
    // Letters alone: a folder's name may tell a device or a batch, and of random digits a "D123" does.
    let name = UUID().uuidString.utf8.compactMap { byte -> Character? in
      byte == UInt8(ascii: "-") ? nil : Character(UnicodeScalar(97 + byte % 26))
    }
    url = FileManager.default.temporaryDirectory.appendingPathComponent("reading-\(String(name))")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  @discardableResult
  func write(_ name: String, _ text: String, _ encoding: String.Encoding = .utf8) throws -> String {
    try write(name, try #require(text.data(using: encoding)))
  }

  @discardableResult
  func write(_ name: String, _ data: Data) throws -> String {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
    return file.path
  }

  /// Reads files of this folder.
  func read(_ names: String..., options: ReadingOptions = ReadingOptions()) throws
    -> ReadMeasurements
  {
    try MeasurementReader.read(
      paths: names.map { url.appendingPathComponent($0).path }, options: options)
  }

  /// Reads one file with this text.
  func read(
    text: String, named name: String = "dev1.csv", options: ReadingOptions = ReadingOptions()
  ) throws -> ReadMeasurements {
    try MeasurementReader.read(paths: [write(name, text)], options: options)
  }

  /// What is wrong with one file, its folder's path taken out.
  func problems(
    text: String, named name: String = "dev1.csv", options: ReadingOptions = ReadingOptions()
  )
    throws -> [String]
  {
    try problems(path: write(name, text), options: options)
  }

  func problems(path: String, options: ReadingOptions = ReadingOptions()) -> [String] {
    do throws(Diagnostics) {
      _ = try MeasurementReader.read(paths: [path], options: options)
      return []
    } catch {
      return error.all.map { $0.description.replacingOccurrences(of: url.path + "/", with: "") }
    }
  }

  /// Runs Python of `DENDRITE_PYTHON` in this folder.
  func python(_ script: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.interpreter ?? "")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = url
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let output = String(decoding: data, as: UTF8.self)
    try #require(process.terminationStatus == 0, "\(output)")
    return output
  }

  static let interpreter = ProcessInfo.processInfo.environment["DENDRITE_PYTHON"]
}

extension ReadMeasurements {
  /// Warnings without the folder's path.
  func texts(in scratch: Scratch) -> [String] {
    warnings.map { $0.description.replacingOccurrences(of: scratch.url.path + "/", with: "") }
  }
}
