import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarLayout
import CrossbarTemplates
import Foundation
import Testing

/// The map of sheets and its table, against the masks that they speak of.
@Suite(
  .enabled(
    if: ShapeFile.python != nil,
    "MAP NOT CHECKED: set DENDRITE_PYTHON to a Python that has the klayout module"))
struct SheetMapTests {
  let folder = NSTemporaryDirectory() + "dendrite-map-\(UUID().uuidString)"

  func judged(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let script = try #require(Bundle.module.path(forResource: "sheet_map_check", ofType: "py"))
    return try Tool.run(#require(ShapeFile.python), [script, folder] + arguments)
  }

  func emit(
    _ layers: [(name: String, inputs: Int, outputs: Int)], largestPage: Nanometres
  ) throws -> PhysicalLayout {
    let design = CrossbarDesign(layers: layers, bits: 3, limit: TileLimit(rows: 8, columns: 8))
    var process = try ProcessFile.parse(TemplateLibrary.process, file: "process.yaml")
    process.substrate.maxWidth = largestPage
    process.substrate.maxHeight = largestPage
    let layout = try PhysicalLayout(design: design, process: process)
    let input = try MaskFixture.input(layout)
    try SVGBackend.emit(input, to: OutputFolder(path: folder))
    try SheetMapBackend.emit(input, to: OutputFolder(path: folder))
    return layout
  }

  @Test func mapAndTableSayWhatTheMasksHold() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let layers = [("dense, \"wide\"", 20, 9), ("dense\u{1}\nout", 9, 3)]
    let layout = try emit(layers, largestPage: 40_000_000)
    #expect(layout.sheets.count > 1)
    let arguments = ["3"] + layers.flatMap { [$0.0, "\($0.1)", "\($0.2)"] }
    let (status, output) = try judged(arguments)
    #expect(status == 0, "\(output)")
    // One figure of the table changed: x of the second tile, its last row.
    let path = folder + "/masks/sheets.csv"
    let table = try String(contentsOfFile: path, encoding: .utf8)
    for (from, to) in [("t01,", "t02,"), (",5,", ",5.025,"), (",0,7,", ",0,6,")] {
      let index = try #require(table.range(of: from))
      try table.replacingCharacters(in: index, with: to)
        .write(toFile: path, atomically: false, encoding: .utf8)
      #expect(try judged(arguments).status == 1, "\(from)")
    }
  }

  @Test func theSameLayoutGivesTheSameMap() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let layout = try emit([("one", 4, 2)], largestPage: 60_000_000)
    #expect(SheetMap(layout) == SheetMap(layout))
    #expect(try judged(["3", "one", "4", "2"]).status == 0)
  }
}
