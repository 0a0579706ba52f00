import CrossbarLayout
import Foundation
import Testing

/// KLayout on what stands beside the array.
@Suite(
  .enabled(
    if: ShapeFile.python != nil,
    "FURNITURE NOT CHECKED BY KLAYOUT: set DENDRITE_PYTHON to a Python that has the klayout module")
)
struct FurnitureTests {
  static let inks: [MaskLayer] = [.agBottom, .auTop, .agPad]

  func label(_ text: String, pixel: Nanometres = 100_000) -> [FurnitureShape] {
    BlockFont(pixel: pixel).outlines(text).enumerated().map {
      FurnitureShape(layer: .agBottom, name: "label_\($0.offset)", polygon: $0.element)
    }
  }

  // MARK: - The font

  /// Every glyph beside every other, so that gaps between neighbours are judged as well.
  @Test func everyGlyphBesideEveryOtherObeysTheRules() throws {
    let characters = BlockFont.characters
    #expect(characters.count >= 26 + 10 + 4)
    var shapes: [FurnitureShape] = []
    for (row, first) in characters.enumerated() {
      let line = characters.map { "\(first)\($0)" }.joined()
      let offset = Point(x: 0, y: row * 800_000)
      shapes += BlockFont().outlines(line).enumerated().map { index, outline in
        FurnitureShape(
          layer: .agBottom, name: "label_\(row)_\(index)", polygon: outline.moved(by: offset))
      }
    }
    let (status, output) = try ShapeFile(shapes).judged("glyphs", "100000")
    #expect(status == 0, "\(output)")
  }

  @Test func theJudgeOfGlyphsCanFail() throws {
    let good = label("AB8")
    #expect(try ShapeFile(good).judged("glyphs", "100000").status == 0)
    // A pixel at a corner of the last part; a part half a pixel aside; a part a second time.
    let pixel = Rectangle(left: 500_000, top: -100_000, right: 600_000, bottom: 0)
    var broken = good
    broken.append(FurnitureShape(layer: .agBottom, name: "extra", polygon: pixel.polygon))
    #expect(try ShapeFile(broken).judged("glyphs", "100000").output.contains("merge to"))
    broken = good
    broken[1] = broken[1].moved(by: Point(x: -50_000, y: 0))
    #expect(try ShapeFile(broken).judged("glyphs", "100000").output.contains("closer than"))
    // A ring with a seam.
    let ring = [(0, 0), (3, 0), (3, 3), (0, 3), (0, 0), (1, 0), (1, 2), (2, 2), (2, 1), (0, 1)]
      .map { Point(x: $0.0 * 100_000, y: $0.1 * 100_000) }
    let hole = FurnitureShape(layer: .agBottom, name: "ring", polygon: Polygon(ring))
    #expect(try ShapeFile([hole]).judged("glyphs", "100000").output.contains("not one hole-free"))
  }

  // MARK: - The strip

  static let parameters = [
    FurnitureParameters(sheet: 1, sheets: 3, title: "digits-20-20-10"),
    FurnitureParameters(
      sheet: 12, sheets: 104, title: "Ein größeres Netz, 784-64-64-64-10 (4 bit)",
      maxWidth: 25_000_000, deviceCount: 5),
    FurnitureParameters(sheet: 1, sheets: 1, title: "", maxWidth: 1, deviceCount: 3),
  ]

  @Test(arguments: parameters.indices)
  func theStripObeysTheRules(_ index: Int) throws {
    let parameters = Self.parameters[index]
    let strip = SheetFurniture(parameters)
    let (status, output) = try ShapeFile(strip.shapes)
      .judged("strip", "25000", "\(parameters.deviceCount)")
    #expect(status == 0, "\(output)")
  }

  /// Measures grow to a multiple of the largest drop spacing.
  @Test(arguments: [10_000, 20_000, 30_000, 40_000, 50_000])
  func otherGridsObeyTheRules(_ grid: Nanometres) throws {
    let strip = SheetFurniture(
      FurnitureParameters(sheet: 1, sheets: 3, title: "grid", grid: grid))
    let (status, output) = try ShapeFile(strip.shapes).judged("rules", "\(grid)")
    #expect(status == 0, "\(output)")
    #expect(try ShapeFile(strip.shapes).judged("rules", "\(grid * 7)").status == 1)
  }

  @Test func theJudgeOfStripsCanFail() throws {
    let strip = SheetFurniture(Self.parameters[0]).shapes
    func findings(_ name: String, _ x: Nanometres, _ y: Nanometres) throws -> String {
      var broken = strip
      let index = try #require(broken.firstIndex { $0.name == name })
      broken[index] = broken[index].moved(by: Point(x: x, y: y))
      let (status, output) = try ShapeFile(broken).judged("strip", "25000", "2")
      #expect(status == 1)
      return output
    }
    #expect(try findings("test_01_d0_au", 0, 100_000).contains("a junction is"))
    #expect(try findings("test_01_d1_au", 0, 50_000).contains("junctions change"))
    #expect(try findings("test_01_d1_au_pad", 200_000, 0).contains("pads of gold"))
    #expect(try findings("test_01_m1", -25_000, -900_000).contains("tape's edge"))
    #expect(try findings("vernier_au-top_x_001", 100_000, 0).contains("closer than 100000"))
    #expect(try findings("label_au-top_003", 1, 0).contains("off the grid"))
    #expect(try findings("test_01_ag_pad_bar", 300_000, 0).contains("are closer than 200000"))
  }

  // MARK: - Frames, verniers, bars

  @Test func framesKeepTheirDistanceWhateverTheRegistration() throws {
    let frames = FiducialFrames()
    let half = 500_000
    let cross = [
      (-50_000, -half), (50_000, -half), (50_000, -50_000), (half, -50_000), (half, 50_000),
      (50_000, 50_000), (50_000, half), (-50_000, half), (-50_000, 50_000), (-half, 50_000),
      (-half, -50_000), (-50_000, -50_000),
    ].map { Point(x: $0.0, y: $0.1) }
    let shapes =
      [FurnitureShape(layer: .agBottom, name: "fiducial_0", polygon: Polygon(cross))]
      + frames.shapes(layers: [.auTop, .agPad], fiducial: 0, centre: Point(x: 0, y: 0))
    #expect(shapes.count == 9)
    let (status, output) = try ShapeFile(shapes).judged("frames", "50000")
    #expect(status == 0, "\(output)")
    var broken = shapes
    broken[1] = broken[1].moved(by: Point(x: -100_000, y: 0))
    #expect(try ShapeFile(broken).judged("frames", "50000").output.contains("touch aside"))
  }

  @Test(arguments: [25_000, 50_000])
  func theVernierReadsEveryStep(_ step: Nanometres) throws {
    let vernier = RegistrationVernier(step: step)
    let y = Point(x: 0, y: 4_000_000)
    let shapes =
      vernier.horizontal(.agBottom, .auTop).shapes
      + vernier.vertical(.agBottom, .auTop).shapes.map { $0.moved(by: y) }
    let (status, output) = try ShapeFile(shapes).judged("vernier", "\(step)", "4")
    #expect(status == 0, "\(output)")
    #expect(try ShapeFile(shapes).judged("vernier", "20000", "4").status == 1)
    var broken = shapes
    broken[2] = broken[2].moved(by: Point(x: 25_000, y: 0))
    #expect(try ShapeFile(broken).judged("vernier", "\(step)", "4").status == 1)
  }

  /// The field solved on a grid by SciPy.
  @Test(arguments: [(100_000, 20, 50_000), (200_000, 10, 50_000), (50_000, 30, 50_000)])
  func aBarHasTheSquaresThatItStates(_ measures: (Int, Int, Int)) throws {
    let bar = SheetResistanceBar(
      width: measures.0, squares: measures.1, minWidth: measures.2)
    let block = bar.block(.agBottom, page: "01", pads: nil, grid: 25_000)
    let (status, output) = try ShapeFile(block.shapes)
      .judged("bar", "test_01_ag_bottom_bar")
    #expect(status == 0)
    let values = output.split(separator: " ").dropFirst().compactMap {
      Double($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    #expect(values.count == 2)
    // The error of the coarse grid at corners falls as its step to the power 4/3.
    let limit = values[1] + (values[1] - values[0]) / (pow(2, 4 / 3) - 1)
    #expect(abs(limit - bar.effectiveSquares) < 2e-3, "\(values), \(bar.effectiveSquares)")
    #expect(abs(limit - Double(bar.squares)) > 5e-3)
  }
}
