import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarVerify
import Foundation
import Testing

/// Speed of writing and reading decks. Prints its figures; meant for release builds:
///
///     DENDRITE_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter DeckSpeedTests
@Suite(
  .serialized,
  .enabled(
    if: ProcessInfo.processInfo.environment["DENDRITE_SPEED"] != nil,
    "set DENDRITE_SPEED=1 and build for release to measure"))
struct DeckSpeedTests {
  private static let side = 1000

  @Test func writingAndReading() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("speed-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let tile = TileID(0)
    let side = Self.side
    let writer = ArrayDeckWriter(tile: tile, rows: side, columns: side, wiring: ExampleArray.wiring)
    let path = folder.appendingPathComponent("t00.cir").path

    let direct = try best(of: 5) {
      let sink = try ByteSink(path: path)
      writer.writeNominal(to: sink)
      try sink.close()
    }
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    let rows = 20
    let formatted = try best(of: 2) {
      try formattedText(rows: rows, columns: side)
        .write(
          toFile: folder.appendingPathComponent("f.cir").path, atomically: false, encoding: .utf8)
    }
    let cells = Double(side * side)
    let rate = cells / direct
    let formattedRate = Double(rows * side) / formatted
    print("SPEED write: \(Int(rate)) cells/s, \(size) bytes in \(direct) s")
    print("SPEED String(format:): \(Int(formattedRate)) cells/s; ratio \(rate / formattedRate)")
    // The same text, cell for cell.
    let written = try String(contentsOfFile: path, encoding: .utf8)
    #expect(written.contains(formattedText(rows: rows, columns: side)))

    let half = ArrayDeckWriter(tile: tile, rows: 707, columns: 707, wiring: ExampleArray.wiring)
    let sampler = try DeviceSamplerForSpeed(seed: 1)
    let sampled = try best(of: 3) {
      let sink = try ByteSink(path: path)
      for row in 0..<707 {
        half.writeCells(row: row, columns: 0..<707, to: sink) { sampler.sample(row, $0) }
      }
      half.writeFooter(to: sink)
      try sink.close()
    }
    print("SPEED write, sampled: \(Int(707 * 707 / sampled)) cells/s")
    let reading = try best(of: 3) {
      let read = try DeckReader.readTile(path: path)
      #expect(read.findings.isEmpty && read.tile.cells.count == 707 * 707)
    }
    print("SPEED read: \(707 * 707) cells in \(reading) s")
    let isRelease = _isReleaseAssertConfiguration()
    #expect(!isRelease || rate > 5e6)
  }

  private func best(of count: Int, _ body: () throws -> Void) throws -> Double {
    var best = Double.infinity
    for _ in 0..<count {
      let start = ContinuousClock.now
      try body()
      let spent = (ContinuousClock.now - start).components
      best = min(best, Double(spent.seconds) + Double(spent.attoseconds) * 1e-18)
    }
    return best
  }

  /// The lines of the first rows, each made by `String(format:)`.
  private func formattedText(rows: Int, columns: Int) -> String {
    var text = ""
    for row in 0..<rows {
      for column in 0..<columns {
        if row == 0 {
          text += String(
            format: "Rt00_b%03d_000 t00_b%03d t00_b%03d_000 %d\n", column, column, column, 20)
          text += String(
            format: "Rt00_s%03d_000 t00_s%03d t00_s%03d_000 %d\n", column, column, column, 2)
        } else {
          text += String(
            format: "Rt00_b%03d_%03d t00_b%03d_%03d t00_b%03d_%03d %d\n", column, row, column,
            row - 1, column,
            row, 15)
          text += String(
            format: "Rt00_s%03d_%03d t00_s%03d_%03d t00_s%03d_%03d %d\n", column, row, column,
            row - 1, column,
            row, 1)
        }
        text += String(
          format:
            "Xt00_r%03d_c%03d t00_b%03d_%03d t00_r%03d_c%03d_ag t00_s%03d_%03d t00_w%03d cell row=%d\n",
          row, column, column, row, row, column, column, row, row, row)
      }
    }
    return text
  }
}
