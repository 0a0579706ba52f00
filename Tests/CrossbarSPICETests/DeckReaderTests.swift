import CrossbarCore
import CrossbarDevices
import CrossbarVerify
import Foundation
import Testing

/// The reader on decks written by hand.
@Suite struct DeckReaderTests {
  static let deck = """
    * a tile by hand
    .SUBCKT t03 w000
    * a comment between continuations
    +   b000 b001

    + s000 s001
    Rb0 b000 p 20
    rb1 b001 q 1.5k ; to row 0
    Rb2 q  q2 2.5e2
    rs0 s000 u 1M
    rs1 s001 v 4
    Xt03_r000_c000 p t03_r000_c000_AG u w000 cell row=0 vset=1.25 vrst=0.5 rlrs=5.2e+02 rhrs = 1e6
    Xt03_r000_c001 q2 t03_r000_c001_ag v w000 CELL rhrs=1meg row=0 rlrs=520
    + vrst=.5 vset=1.25
    .ENDS t03
    * end of t03.cir: 2 cells
    """

  @Test func readsEveryPart() throws {
    let (tile, findings) = try read(Self.deck)
    #expect(findings == [])
    #expect(tile.name == "t03")
    #expect(tile.ports == ["w000", "b000", "b001", "s000", "s001"])
    let sample = DeviceSample(vSet: 1.25, vReset: 0.5, rLRS: 520, rHRS: 1e6)
    #expect(
      tile.cells == [
        ReadCell(
          name: "t03_r000_c000", bitLine: "t03_b000", bottomNet: "t03_r000_c000_ag",
          sourceLine: "t03_s000", wordLine: "t03_w000", row: 0, sample: sample,
          bitLineResistance: 20, sourceLineResistance: 1e-3, line: 12),
        ReadCell(
          name: "t03_r000_c001", bitLine: "t03_b001", bottomNet: "t03_r000_c001_ag",
          sourceLine: "t03_s001", wordLine: "t03_w000", row: 0, sample: sample,
          bitLineResistance: 1750, sourceLineResistance: 4, line: 13),
      ])
  }

  @Test func cellsWithoutParametersTakeTheLibrarys() throws {
    let (tile, findings) = try read(
      Self.deck.replacingOccurrences(
        of: " vset=1.25 vrst=0.5 rlrs=5.2e+02 rhrs = 1e6", with: ""))
    #expect(findings == [])
    #expect(tile.cells[0].sample == nil)
  }

  /// What is changed, and identifier, line and cell of the finding that must come.
  static let mutations: [(String, String, String, Int, String?)] = [
    ("rb1 b001 q 1.5k", "rb1 b001 b000 1.5k", "deck/short", 8, nil),
    ("rb1 b001 q 1.5k", "rb1 b000 q 1.5k\nrb3 p q 1", "deck/loop", 9, nil),
    ("rb1 b001 q 1.5k", "rb1 z q 1.5k", "deck/floating", 8, nil),
    ("rb1 b001 q 1.5k", "rb1 z q 1.5k", "deck/open", 13, "t03_r000_c001"),
    ("2.5e2", "2.5x2", "deck/number", 9, "rb2"),
    ("2.5e2", "-3", "deck/number", 9, "rb2"),
    ("2.5e2", "", "deck/wire", 9, "rb2"),
    ("rs1 s001", "rs0 s001", "deck/duplicate", 11, "s0"),
    ("Xt03_r000_c001", "Xt03_r000_c000", "deck/duplicate", 13, "t03_r000_c000"),
    ("t03_r000_c001_ag", "t03_r000_c000_ag", "deck/bottom-net", 12, "t03_r000_c000"),
    ("t03_r000_c001_ag", "t03_r000_c000_ag", "deck/bottom-net", 13, "t03_r000_c001"),
    ("t03_r000_c001_ag", "u", "deck/bottom-net", 13, "t03_r000_c001"),
    ("vrst=.5", "vrsl=.5", "deck/parameter", 13, "t03_r000_c001"),
    ("vrst=.5", "", "deck/parameter", 13, "t03_r000_c001"),
    ("vrst=.5", "vset=.5", "deck/parameter", 13, "t03_r000_c001"),
    ("vrst=.5", "vrst=.5ohm", "deck/number", 13, "t03_r000_c001"),
    ("row=0 vset", "vset", "deck/parameter", 12, "t03_r000_c000"),
    ("row=0 vset", "row=1.5 vset", "deck/parameter", 12, "t03_r000_c000"),
    (" w000 CELL", " CELL", "deck/cell", 13, "t03_r000_c001"),
    ("w000 CELL", "w000 sell", "deck/cell", 13, "t03_r000_c001"),
    ("rs1 s001 v 4", "C1 s001 v 4", "deck/unknown-element", 11, nil),
    ("rs1 s001 v 4", ".lib x", "deck/unknown-directive", 11, nil),
    ("b000 b001", "b000 b000", "deck/duplicate-port", 2, nil),
    (".ENDS t03", ".ENDS t04", "deck/subcircuit", 15, nil),
    (".ENDS t03", ".ENDS\nr1 a b 1", "deck/outside", 16, nil),
    (".ENDS t03\n", "", "deck/truncated", 13, nil),
    ("* end of t03.cir: 2 cells", "", "deck/truncated", 15, nil),
    ("2 cells", "3 cells", "deck/truncated", 15, nil),
  ]

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
