import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import Foundation
import Testing

/// The decks of single memristors under ngspice: with the paper's device, with others, and with faults that must fail.
@Suite(
  .serialized, .enabled(if: NgspiceRun.isInstalled, "ngspice is not installed: decks are not run"))
struct CharacterisationTests {
  @Test func decksPass() throws {
    let root = try ExampleArray.emit(try ExampleArray.input())
    if let keep = ProcessInfo.processInfo.environment["DENDRITE_KEEP"] {
      try? FileManager.default.removeItem(atPath: keep)
      try FileManager.default.copyItem(atPath: root.path, toPath: keep)
    }
    defer { try? FileManager.default.removeItem(at: root) }
    let run = try CharacterisationRun("iv-sweep", root: root)
    #expect(run.verdict == "PASS 6 devices", "\(run.output.suffix(4000))")
  }
}

/// The marker lines of one deck.
struct CharacterisationRun {
  var output: String
  /// Behind `DENDRITE <deck> `.
  var lines: [String]
  /// The last line.
  var verdict: String { lines.last ?? "nothing printed" }

  init(_ deck: String, root: URL) throws {
    output = try NgspiceRun.batch("spice/ngspice/characterisation/\(deck).cir", from: root.path)
    lines = output.split(separator: "\n").filter { $0.hasPrefix("DENDRITE \(deck) ") }
      .map { String($0.dropFirst("DENDRITE \(deck) ".count)) }
  }
}
