/// A memristor beside the array, for tests of the process.
public struct PlacedTestDevice: Hashable, Sendable {
  /// Such as `test_01_d0`.
  public var name: String
  /// Its gold.
  public var top: String
  /// Its silver.
  public var bottom: String
  /// Where they cross, in coordinates of the page.
  public var junction: Rectangle
}

/// What stands on a page beside its tiles and the fiducial crosses: frames round these, and the strip below the tiles.
struct PageFurniture: Hashable, Sendable {
  /// In coordinates of the page.
  let shapes: [FurnitureShape]
  let devices: [PlacedTestDevice]

  init(_ sheet: Sheet, of sheets: Int, _ process: Process, title: String) {
    if !process.substrate.hasFurniture {
      (shapes, devices) = ([], [])
      return
    }
    let frames = process.frames
    let later = process.printedLayers.filter { $0 != .agBottom }
    var shapes = process.fiducialCentres(sheet).enumerated().flatMap {
      frames.shapes(layers: later, fiducial: $0.offset, centre: $0.element)
    }
    var devices: [PlacedTestDevice] = []
    if let strip = process.strip(sheet: sheet.number, of: sheets, title: title) {
      let corner = Point(
        x: process.substrate.margin,
        y: sheet.height - process.substrate.margin - process.stripHeight)
      shapes += strip.shapes.map { $0.moved(by: corner) }
      devices = strip.devices.map {
        PlacedTestDevice(
          name: $0.name, top: "\($0.name)_au", bottom: "\($0.name)_ag",
          junction: $0.junction.moved(by: corner))
      }
    }
    self.shapes = shapes
    self.devices = devices
  }
}

extension Process {
  /// The brackets round the fiducial crosses.
  var frames: FiducialFrames {
    FiducialFrames(
      size: geometry.fiducialSize, bar: geometry.fiducialBar, stress: rules.registrationStress,
      grid: commonSpacing)
  }

  /// Centres of the fiducial crosses of a page.
  func fiducialCentres(_ sheet: Sheet) -> [Point] {
    let inset = substrate.margin / 2
    return [
      Point(x: inset, y: inset), Point(x: sheet.width - inset, y: inset),
      Point(x: inset, y: sheet.height - inset - geometry.fiducialSize),
    ]
  }

  /// Labels, verniers and test structures of one page; nil where the process wants none.
  func strip(sheet: Int, of sheets: Int, title: String) -> SheetFurniture? {
    if !substrate.hasFurniture { return nil }
    let grid = commonSpacing
    let g = geometry
    return SheetFurniture(
      FurnitureParameters(
        inks: printedLayers.map {
          FurnitureInk($0, conducts: $0 != .dielectric, needsPads: $0 == .auTop)
        }, sheet: sheet, sheets: sheets, title: title, grid: grid,
        maxWidth: min(45_000_000, substrate.maxWidth - 2 * substrate.margin),
        vernier: RegistrationVernier(stress: rules.registrationStress, grid: grid),
        bar: SheetResistanceBar(
          minWidth: max(rules.minWidth, inks.map(\.ink.dropFootprint).max() ?? 0),
          pad: max(400_000, rules.padSize), gap: rules.gapWarning,
          grid: grid),
        device: TestDevice(
          lineWidth: g.bottomLineWidth, fingerWidth: g.fingerWidth,
          fingerOverhang: g.fingerOverhang, neckWidth: g.neckWidth,
          neckOverhang: g.neckOverhang, goldWidth: g.bitLineWidth,
          pad: max(400_000, rules.padSize), padOverlap: max(200_000, rules.padOverlap),
          window: max(2_000_000, rules.windowMin), tapeEdge: rules.tapeEdge, grid: grid),
        deviceCount: substrate.testDevices))
  }

  /// Height of the tallest strip, one with a long title, whatever stands in it.
  var stripHeight: Nanometres {
    strip(sheet: 99, of: 99, title: String(repeating: "M", count: 100))?.height ?? 0
  }

  /// Height kept below the tiles for the strip and its distance from them.
  var stripReserve: Nanometres {
    substrate.hasFurniture ? stripHeight + substrate.tileSpacing : 0
  }
}
