import CrossbarLayout
import Testing

@Suite struct BlockFontTests {
  /// Whether a point lies inside an outline: crossings of a ray to the left, by the vertical edges alone.
  func contains(_ polygon: Polygon, x: Int, y: Int) -> Bool {
    let points = polygon.points
    var isInside = false
    for (a, b) in zip(points, points.dropFirst() + points.prefix(1)) where a.x == b.x && a.x < x {
      if (a.y > y) != (b.y > y) { isInside.toggle() }
    }
    return isInside
  }

  /// The pixels under outlines, as a picture.
  func picture(_ outlines: [Polygon], columns: Int, pixel: Int) -> [String] {
    (0..<7).map { row in
      String(
        (0..<columns).map { column in
          outlines.contains {
            contains($0, x: column * pixel + pixel / 2, y: row * pixel + pixel / 2)
          } ? "#" : "."
        })
    }
  }

  @Test func outlinesHoldThePixelsOfTheGlyphs() {
    let font = BlockFont(pixel: 50)
    #expect(
      picture(font.outlines("Ag-0"), columns: 23, pixel: 50) == [
        ".###...####........#.#.",
        "##.##.##..........##.##",
        "#...#.#...........#...#",
        "#...#.#.###..###..#.#.#",
        "##.##.#...#.......#...#",
        "#...#.##..#.......##.##",
        "#...#..####........#.#.",
      ])
    #expect(font.outlines("Ag-0").count == 6)
    #expect(font.width("Ag-0") == 23 * 50 && font.height == 350)
    #expect(font.width("") == 0 && font.outlines("").isEmpty && font.outlines("   ").isEmpty)
  }

  @Test func anOutlineRunsClockwiseFromItsFirstPixel() {
    #expect(
      BlockFont(pixel: 10).outlines("L").map(\.points) == [
        [(0, 0), (10, 0), (10, 60), (50, 60), (50, 70), (0, 70)].map { Point(x: $0.0, y: $0.1) }
      ])
  }

  @Test func everyGlyphIsAnother() {
    let glyphs = BlockFont.characters.map { BlockFont().outlines("\($0)") }
    #expect(Set(glyphs).count == glyphs.count)
    for wanted in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./ " {
      #expect(BlockFont.characters.contains(wanted))
    }
  }

  @Test func smallLettersAreCapitalsAndTheUnknownIsAQuestionMark() {
    #expect(BlockFont.drawn("mnist-Conv_2") == "MNIST-CONV_2")
    #expect(BlockFont.drawn("größe\n\u{0}日本👩‍👩‍👧 ß\r\n;") == "GR??E????? ???")
    #expect(BlockFont().outlines("é") == BlockFont().outlines("?"))
  }
}
