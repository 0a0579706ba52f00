/// A stencil font whose outlines obey width = gap = one pixel: text that can be printed in the ink itself.
///
/// Five by seven pixels a glyph and one pixel between glyphs. Letters are capitals: small ASCII letters are drawn as such.
/// A character without a glyph is drawn as `?`, whatever its alphabet.
public struct BlockFont: Hashable, Sendable {
  /// Side of a pixel: width of every stroke, and the least gap in and between glyphs.
  public let pixel: Nanometres

  /// - Precondition: the pixel is positive.
  public init(pixel: Nanometres = 100_000) {
    precondition(pixel > 0, "a pixel has a size")
    self.pixel = pixel
  }

  /// Pixels of a glyph, and of one line of text, along y.
  static let rows = 7
  /// Pixels of a glyph along x.
  static let columns = 5

  /// Characters that have a glyph of their own, in order of their code points.
  public static var characters: [Character] { glyphs.keys.sorted() }

  /// The text as it is drawn: capitals, and `?` for what has no glyph.
  public static func drawn(_ text: some StringProtocol) -> String {
    String(
      text.map { character in
        let capital = character.isASCII ? Character(character.uppercased()) : character
        return glyphs[capital] == nil ? "?" : capital
      })
  }

  /// Height of one line.
  public var height: Nanometres { Self.rows * pixel }

  /// Width of a line; zero for an empty one.
  public func width(_ text: some StringProtocol) -> Nanometres {
    text.isEmpty ? 0 : ((Self.columns + 1) * text.count - 1) * pixel
  }

  /// Outlines of one line of text, its upper left corner at zero, glyph after glyph.
  ///
  /// No two touch, none has a hole, and every coordinate is a multiple of ``pixel``.
  public func outlines(_ text: some StringProtocol) -> [Polygon] {
    var outlines: [Polygon] = []
    for (index, character) in Self.drawn(text).enumerated() {
      var map = PixelMap(width: Self.columns, height: Self.rows)
      let rows = Self.glyphs[character, default: ""].split(separator: " ")
      for (y, row) in rows.enumerated() {
        for (x, ink) in row.utf8.enumerated() where ink == UInt8(ascii: "#") { map[x, y] = true }
      }
      let offset = Point(x: index * (Self.columns + 1) * pixel, y: 0)
      outlines += map.outlines(pixel: pixel).map { $0.moved(by: offset) }
    }
    return outlines
  }
}
