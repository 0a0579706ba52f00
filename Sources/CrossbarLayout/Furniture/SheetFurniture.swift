internal import CrossbarArray

/// One ink as the furniture needs it.
public struct FurnitureInk: Hashable, Sendable {
  /// The layer that it prints.
  public var layer: MaskLayer
  /// Whether it conducts: it then has a bar for its sheet resistance.
  public var conducts: Bool
  /// Whether the pads of its bar are covered with silver, as gold's are.
  public var needsPads: Bool

  /// An ink of a layer.
  public init(_ layer: MaskLayer, conducts: Bool = true, needsPads: Bool = false) {
    self.layer = layer
    self.conducts = conducts
    self.needsPads = needsPads
  }
}

/// What stands on a sheet beside the array: labels, verniers and test structures.
public struct FurnitureParameters: Hashable, Sendable {
  /// Inks in the order in which they are printed; the first is what the others are aligned to.
  public var inks: [FurnitureInk]
  /// Number of the sheet, from 1.
  public var sheet: Int
  /// Sheets of the design.
  public var sheets: Int
  /// The network's or design's name, for the first layer; any text.
  public var title: String
  /// Every coordinate is a multiple of it: the largest drop spacing, a multiple of the others.
  public var grid: Nanometres
  /// The font's pixel; it becomes a multiple of the grid.
  public var pixel: Nanometres
  /// Between whatever does not belong together.
  public var spacing: Nanometres
  /// Where blocks go on in a new row. The strip is wider only where one block is.
  public var maxWidth: Nanometres
  /// Combs of each later ink.
  public var vernier: RegistrationVernier
  /// The bar of each ink that conducts.
  public var bar: SheetResistanceBar
  /// The single devices.
  public var device: TestDevice
  /// How many of them.
  public var deviceCount: Int

  /// The inks of a process without dielectric.
  public static let threeInks = [
    FurnitureInk(.agBottom), FurnitureInk(.auTop, needsPads: true), FurnitureInk(.agPad),
  ]

  /// Furniture of one sheet. `vernier`, `bar` and `device` have the defaults of their types on the same grid.
  public init(
    inks: [FurnitureInk] = threeInks, sheet: Int, sheets: Int, title: String,
    grid: Nanometres = 25_000, pixel: Nanometres = 100_000, spacing: Nanometres = 200_000,
    maxWidth: Nanometres = 45_000_000, vernier: RegistrationVernier? = nil,
    bar: SheetResistanceBar? = nil, device: TestDevice? = nil, deviceCount: Int = 2
  ) {
    self.inks = inks
    self.sheet = sheet
    self.sheets = sheets
    self.title = title
    self.grid = grid
    self.pixel = pixel
    self.spacing = spacing
    self.maxWidth = maxWidth
    self.vernier = vernier ?? RegistrationVernier(grid: grid)
    self.bar = bar ?? SheetResistanceBar(grid: grid)
    self.device = device ?? TestDevice(grid: grid)
    self.deviceCount = deviceCount
  }

  /// The labels' font.
  var font: BlockFont { BlockFont(pixel: max(pixel, grid).raised(to: grid)) }
}

/// The strip of labels, verniers and test structures of one sheet, in `0 … width` by `0 … height`.
///
/// One group an ink, under its label: the design's name for the first, verniers against the first for the others, the bar of
/// those that conduct. Then the single devices. Groups stand side by side, in rows where the width is limited.
public struct SheetFurniture: Hashable, Sendable {
  /// A single device of a sheet.
  public struct Device: Hashable, Sendable {
    /// `test_01_d0`: its nets are this and `_au`, `_ag`.
    public var name: String
    /// Where its electrodes cross, in the strip's coordinates.
    public var junction: Rectangle
  }

  /// A four-probe bar of a sheet.
  public struct Bar: Hashable, Sendable {
    /// `test_01_ag_bottom_bar`: its net.
    public var name: String
    /// The layer that it reads.
    public var layer: MaskLayer
    /// Squares between its taps: V / I divided by them is the sheet resistance.
    public var squares: Double
  }

  /// Every shape, in the order of the groups.
  public let shapes: [FurnitureShape]
  /// Extent along x.
  public let width: Nanometres
  /// Extent along y.
  public let height: Nanometres
  /// The single devices.
  public let devices: [Device]
  /// The bars, an ink that conducts each.
  public let bars: [Bar]

  /// Composes the strip.
  public init(_ parameters: FurnitureParameters) {
    let p = parameters
    let spacing = max(p.spacing, p.grid).raised(to: p.grid)
    let page = sheetNumber(p.sheet)
    let groups = p.inks.map { Self.group($0, p, page: page, spacing: spacing) }
    let single = (0..<max(0, p.deviceCount)).map {
      p.device.block($0, page: page, grid: p.grid)
    }
    // As far apart as two words of the labels.
    let strip = FurnitureBlock.flow(
      groups + single.map(\.block), spacing: max(spacing, 5 * p.font.pixel), maxWidth: p.maxWidth)
    shapes = strip.block.shapes
    width = strip.block.width
    height = strip.block.height
    bars = p.inks.filter(\.conducts).map {
      Bar(
        name: SheetResistanceBar.net($0.layer, page: page), layer: $0.layer,
        squares: p.bar.effectiveSquares)
    }
    let corners = strip.origins.suffix(single.count)
    devices = zip(single, corners).enumerated().map { number, placed in
      let (device, corner) = placed
      return Device(name: "test_\(page)_d\(number)", junction: device.junction.moved(by: corner))
    }
  }

  /// Everything of one ink, below its label.
  private static func group(
    _ ink: FurnitureInk, _ p: FurnitureParameters, page: String, spacing: Nanometres
  ) -> FurnitureBlock {
    let isFirst = ink == p.inks.first
    let text = "\(ink.layer.rawValue) \(page)/\(sheetNumber(p.sheets))"
    let lines = [text] + (isFirst ? titleLines(p.title, width: text.count) : [])
    var parts = label(lines, ink.layer, p.font, spacing: spacing)
    var bar: [FurnitureBlock] = []
    if ink.conducts {
      bar.append(
        p.bar.block(
          ink.layer, page: page, pads: ink.needsPads ? .agPad : nil, grid: p.grid))
    }
    if let first = p.inks.first, !isFirst {
      let x = p.vernier.horizontal(first.layer, ink.layer)
      let y = p.vernier.vertical(first.layer, ink.layer)
      parts.append(
        FurnitureBlock.flow(
          [FurnitureBlock.stack([x] + bar, spacing: spacing), y], spacing: spacing
        ).block)
    } else {
      parts += bar
    }
    return FurnitureBlock.stack(parts, spacing: spacing)
  }

  /// `label_ag-bottom_000` … one block a line.
  private static func label(
    _ lines: [String], _ layer: MaskLayer, _ font: BlockFont, spacing: Nanometres
  ) -> [FurnitureBlock] {
    var number = 0
    return lines.map { line in
      let shapes = font.outlines(line).map { outline in
        defer { number += 1 }
        return FurnitureShape(
          layer: layer, name: "label_\(layer.rawValue)_\(TileID.digits(number))", polygon: outline)
      }
      return FurnitureBlock(shapes: shapes, width: font.width(line), height: font.height)
    }
  }

  /// A name in two lines at most, no wider than the label above; what does not fit is left out and marked by `..`.
  static func titleLines(_ title: String, width: Int) -> [String] {
    let text = Array(title.prefix(2 * width + 1))
    if text.isEmpty || width < 3 { return [] }
    if text.count <= width { return [String(text)] }
    let second = text.dropFirst(width)
    let rest = second.count > width ? second.prefix(width - 2) + [".", "."] : second
    return [String(text.prefix(width)), String(rest)]
  }
}

/// A sheet's number with two digits at least: `01`.
private func sheetNumber(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

extension Rectangle {
  /// The rectangle moved.
  func moved(by offset: Point) -> Rectangle {
    Rectangle(
      left: left + offset.x, top: top + offset.y, right: right + offset.x,
      bottom: bottom + offset.y)
  }
}
