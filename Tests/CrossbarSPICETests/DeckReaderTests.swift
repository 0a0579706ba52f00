import CrossbarCore
import CrossbarDevices
import CrossbarVerify
import Foundation
import Testing

/// The reader on decks written by hand.
@Suite struct DeckReaderTests {
  static let deck = """
    * a tile by hand
    Rb0 t03_b000 t03_b000_000 20
    * a comment between continuations
    rb1 t03_B001
    +   q

    + 1.5k ; to row 0
    Rb2 q  T03_b001_000 2.5e2
    rs0 t03_s000 t03_s000_000 1M
    rs1 t03_s001 t03_s001_000 4
    Xt03_r000_c000 t03_b000_000 t03_r000_c000_AG t03_s000_000 t03_w000 cell row=0 vset=1.25 vrst=0.5 rlrs=5.2e+02 rhrs = 1e6
    Xt03_r000_c001 t03_b001_000 t03_r000_c001_ag t03_s001_000 t03_w000 CELL rhrs=1meg row=0 rlrs=520
    + vrst=.5 vset=1.25
    .END
    * end of t03.cir: 2 cells
    """

  @Test func readsEveryPart() throws {
    let (tile, findings) = try read(Self.deck)
    // The net q is a node inside a wire; the writer has none.
    #expect(
      findings == [
        .error("deck/net", "net 'q' is at no cell", at: .init(file: "hand.cir", line: 4))
      ])
    #expect(tile.name == "t03")
    #expect(
      tile.ports == [
        ReadPort(name: "t03_w000", line: 11), ReadPort(name: "t03_b000", line: 2),
        ReadPort(name: "t03_b001", line: 4), ReadPort(name: "t03_s000", line: 9),
        ReadPort(name: "t03_s001", line: 10),
      ])
    let sample = DeviceSample(vSet: 1.25, vReset: 0.5, rLRS: 520, rHRS: 1e6)
    #expect(
      tile.cells == [
        ReadCell(
          name: "t03_r000_c000", bitLine: "t03_b000", bottomNet: "t03_r000_c000_ag",
          sourceLine: "t03_s000", wordLine: "t03_w000", row: 0, sample: sample,
          bitLineResistance: 20, sourceLineResistance: 1e-3, line: 11),
        ReadCell(
          name: "t03_r000_c001", bitLine: "t03_b001", bottomNet: "t03_r000_c001_ag",
          sourceLine: "t03_s001", wordLine: "t03_w000", row: 0, sample: sample,
          bitLineResistance: 1750, sourceLineResistance: 4, line: 12),
      ])
  }

  @Test func cellsWithoutParametersTakeTheLibrarys() throws {
    let (tile, findings) = try read(
      Self.deck.replacingOccurrences(
        of: " vset=1.25 vrst=0.5 rlrs=5.2e+02 rhrs = 1e6", with: ""))
    #expect(findings.map(\.message) == ["net 'q' is at no cell"])
    #expect(tile.cells[0].sample == nil)
  }

  /// What is changed, and identifier, line and cell of the finding that must come.
  static let mutations: [(String, String, String, Int, String?)] = [
    ("T03_b001_000 2.5e2", "t03_b000_000 2.5e2", "deck/short", 4, nil),
    ("Rb2 q", "rb3 t03_b000 t03_b000_000 1\nRb2 q", "deck/loop", 8, nil),
    ("rb1 t03_B001", "rb1 z", "deck/floating", 4, nil),
    ("rb1 t03_B001", "rb1 z", "deck/open", 12, "t03_r000_c001"),
    // A line under the name of another tile, and nodes under names that are not theirs.
    ("rb1 t03_B001", "rb1 t04_b001", "deck/open", 12, "t03_r000_c001"),
    ("t03_b000 t03_b000_000 20", "t03_b00 t03_b000_000 20", "deck/net", 11, "t03_r000_c000"),
    ("t03_w000 cell", "t03_w000_000 cell", "deck/open", 11, "t03_r000_c000"),
    ("t03_w000 cell", "t03_b000_000 cell", "deck/net", 11, "t03_r000_c000"),
    ("t03_w000 cell row=0", "t03_w000 cell row=1", "deck/net", 11, "t03_r000_c000"),
    (
      "rs0 t03_s000 t03_s000_000 1M", "rs0 t03_s000 t03_s000_000 1M\nrs3 t03_s000_000 0 5",
      "deck/net", 10, nil
    ),
    ("2.5e2", "2.5x2", "deck/number", 8, "rb2"),
    ("2.5e2", "-3", "deck/number", 8, "rb2"),
    ("2.5e2", "", "deck/wire", 8, "rb2"),
    ("rs1 t03_s001", "rs0 t03_s001", "deck/duplicate", 10, "s0"),
    ("Xt03_r000_c001", "Xt03_r000_c000", "deck/duplicate", 12, "t03_r000_c000"),
    ("t03_r000_c001_ag", "t03_r000_c000_ag", "deck/bottom-net", 11, "t03_r000_c000"),
    ("t03_r000_c001_ag", "t03_r000_c000_ag", "deck/bottom-net", 12, "t03_r000_c001"),
    ("t03_r000_c001_ag", "t03_s000_000", "deck/bottom-net", 12, "t03_r000_c001"),
    ("vrst=.5", "vrsl=.5", "deck/parameter", 12, "t03_r000_c001"),
    ("vrst=.5", "", "deck/parameter", 12, "t03_r000_c001"),
    ("vrst=.5", "vset=.5", "deck/parameter", 12, "t03_r000_c001"),
    ("vrst=.5", "vrst=.5ohm", "deck/number", 12, "t03_r000_c001"),
    ("row=0 vset", "vset", "deck/parameter", 11, "t03_r000_c000"),
    ("row=0 vset", "row=1.5 vset", "deck/parameter", 11, "t03_r000_c000"),
    (" t03_w000 CELL", " CELL", "deck/cell", 12, "t03_r000_c001"),
    ("t03_w000 CELL", "t03_w000 sell", "deck/cell", 12, "t03_r000_c001"),
    ("rs1 t03_s001", "C1 t03_s001", "deck/unknown-element", 10, nil),
    ("rs1 t03_s001", ".lib x", "deck/unknown-directive", 10, nil),
    ("* a tile by hand", ".subckt t03 t03_w000", "deck/unknown-directive", 1, nil),
    (".END\n", ".END\nr1 a b 1\n", "deck/outside", 15, nil),
    (".END\n", "", "deck/truncated", 12, nil),
    ("* end of t03.cir: 2 cells", "", "deck/truncated", 14, nil),
    ("2 cells", "3 cells", "deck/truncated", 14, nil),
  ]

  /// Nets of another tile throughout are told once.
  @Test func noLineOfTheTile() {
    do throws(Diagnostics) {
      _ = try read(Self.deck.replacingOccurrences(of: "end of t03", with: "end of t04"))
      Issue.record("read a tile that is not there")
    } catch {
      #expect(error.all.map(\.id) == ["deck/ports"])
    }
  }

  @Test(arguments: mutations)
  func findsAndLocates(
    _ mutation: (old: String, new: String, id: String, line: Int, element: String?)
  ) throws {
    try #require(Self.deck.contains(mutation.old))
    var text = Self.deck
    text.replaceSubrange(
      try #require(text.range(of: mutation.old)), with: mutation.new)
    let (_, findings) = try read(text)
    #expect(
      findings.contains {
        $0.id == mutation.id
          && $0.location
            == .init(file: "hand.cir", line: mutation.line, element: mutation.element)
      }, "\(findings)")
  }

  @Test func everyCutIsSeen() throws {
    let bytes = Array(Self.deck.utf8)
    for count in stride(from: 0, to: bytes.count, by: 7) {
      let text = String(decoding: bytes[..<count], as: UTF8.self)
      do {
        let (_, findings) = try read(text)
        #expect(!findings.isEmpty, "cut after \(count) bytes")
      } catch {
        #expect(!error.all.isEmpty)
      }
    }
  }

  @Test func aMissingFileIsNamed() {
    do throws(Diagnostics) {
      _ = try DeckReader.readTile(path: "/nonexistent/t00.cir", file: "t00.cir")
      Issue.record("read a file that is not there")
    } catch {
      #expect(error.all.map(\.id) == ["deck/open"])
    }
  }

  private func read(_ text: String) throws(Diagnostics) -> (tile: ReadTile, findings: [Diagnostic])
  {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("hand-\(UUID().uuidString).cir").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    _ = FileManager.default.createFile(atPath: path, contents: Data(text.utf8))
    return try DeckReader.readTile(path: path, file: "hand.cir")
  }
}
