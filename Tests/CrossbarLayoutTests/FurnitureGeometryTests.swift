import CrossbarLayout
import Testing

/// Places worked out by hand, and what holds for any parameters.
@Suite struct FurnitureGeometryTests {
  func points(_ corners: [(Int, Int)]) -> [Point] {
    corners.map { Point(x: $0.0 * 1000, y: $0.1 * 1000) }
  }

  func box(_ polygon: Polygon) -> [Int] {
    let (x, y) = (polygon.points.map(\.x), polygon.points.map(\.y))
    return [x.min() ?? 0, y.min() ?? 0, x.max() ?? 0, y.max() ?? 0]
  }

  @Test func aDeviceStandsWhereTheDrawingSays() throws {
    let (block, junction) = TestDevice().block(1, page: "07", grid: 25_000)
    #expect(
      block.shapes.map(\.name)
        == ["test_07_d1_ag", "test_07_m1", "test_07_d1_au", "test_07_d1_au_pad"])
    #expect(block.shapes.map(\.layer) == [.agBottom, .mos2Window, .auTop, .agPad])
    // Pad 400, line 2000 to the finger's far edge: 2350 … 2400. Window 250 … 2250, its middle at 1250: gold 1225 … 1275.
    let crossing = Rectangle(
      left: 2_350_000, top: 1_225_000, right: 2_400_000, bottom: 1_275_000)
    #expect(junction == crossing)
    #expect(
      block.shapes[0].polygon.points
        == points([
          (0, 1200), (400, 1200), (400, 1350), (2350, 1350), (2350, 1150), (2400, 1150),
          (2400, 1450), (400, 1450), (400, 1600), (0, 1600),
        ]))
    #expect(
      block.shapes[1].polygon.points
        == points([(1375, 250), (3375, 250), (3375, 2250), (1375, 2250)]))
    #expect(
      block.shapes[2].polygon.points
        == points([
          (2275, 1225), (2475, 1225), (2475, 1200), (3825, 1200), (3825, 1300), (2475, 1300),
          (2475, 1275), (2275, 1275),
        ]))
    #expect(
      block.shapes[3].polygon.points
        == points([(3625, 1050), (4025, 1050), (4025, 1450), (3625, 1450)]))
    #expect(block.width == 4_025_000 && block.height == 2_500_000)
  }

  @Test func aBarIsOnePolygonWithFourPads() {
    let bar = SheetResistanceBar()
    #expect(bar.squares == 20 && bar.tapDistance == 2_000_000)
    let block = bar.block(.auTop, page: "01", pads: .agPad, grid: 25_000)
    #expect(
      block.shapes.map(\.name) == ["test_01_au_top_bar"]
        + (0..<4).map { "test_01_au_top_bar_pad_\($0)" })
    // Four pads of 400², the bar of 2450 × 100, two taps of 325 × 50 µm².
    #expect(block.shapes[0].polygon.area == (4 * 160_000 + 245_000 + 2 * 16_250) * 1_000_000)
    // The silver lies wholly over a pad of the gold and 75 µm beyond it, not towards bar or tap.
    #expect(box(block.shapes[1].polygon) == [0, 0, 475_000, 550_000])
    #expect(box(block.shapes[3].polygon) == [425_000, 650_000, 975_000, 1_125_000])
    // e = ¼: 2/π · (½ · atan ¼ − ln(17/16)) = 0.0393842974.
    #expect(abs(bar.effectiveSquares - 19.9606157026) < 1e-7)
  }

  @Test func fewSquaresStillKeepThePadsApart() {
    #expect(SheetResistanceBar(squares: 1).tapDistance == 700_000)
  }

  @Test func framesStandFurtherOutLayerByLayer() {
    let frames = FiducialFrames()
    let shapes = frames.shapes(
      layers: [.auTop, .agPad], fiducial: 2, centre: Point(x: 2_500_000, y: 3_000_000))
    #expect(shapes.prefix(2).map(\.name) == ["frame_au-top_2_a", "frame_au-top_2_b"])
    // 500 + 125 to the inner edge, 100 wide, arms of 300.
    #expect(
      shapes[0].polygon.points
        == points([
          (2075, 2275), (1775, 2275), (1775, 2575), (1875, 2575), (1875, 2375), (2075, 2375),
        ]))
    #expect(frames.reach(2) == 950_000 && frames.reach(0) == 500_000)
    #expect(FiducialFrames(clear: 0, stress: 60_000).inset(0) == 575_000)
  }

  @Test func theStripFitsAndNamesNothingTwice() {
    for (title, maxWidth) in [("digits", 45), ("a network of a long name, longer", 25), ("", 10)] {
      let strip = SheetFurniture(
        FurnitureParameters(
          sheet: 3, sheets: 12, title: title, maxWidth: maxWidth * 1_000_000))
      #expect(strip.width <= maxWidth * 1_000_000)
      if maxWidth == 45 { #expect(strip.height <= 6_000_000) }
      #expect(Set(strip.shapes.map(\.name)).count == strip.shapes.count)
      let boxes = strip.shapes.map { box($0.polygon) }
      #expect(boxes.map { $0[0] }.min() == 0 && boxes.map { $0[1] }.min() == 0)
      #expect(boxes.allSatisfy { $0[2] <= strip.width && $0[3] <= strip.height })
      #expect(boxes.map { $0[2] }.max() == strip.width)
      #expect(strip.devices.map(\.name) == ["test_03_d0", "test_03_d1"])
      #expect(
        strip.bars.map(\.name)
          == ["test_03_ag_bottom_bar", "test_03_au_top_bar", "test_03_ag_pad_bar"])
      for bar in strip.bars {
        #expect(strip.shapes.contains { $0.name == bar.name && $0.layer == bar.layer })
      }
      for device in strip.devices {
        let gold = strip.shapes.first { $0.name == "\(device.name)_au" }
        #expect(gold.map { box($0.polygon)[0] } == device.junction.left - 75_000)
        #expect(gold?.polygon.points.first?.y == device.junction.top)
      }
    }
  }

  /// Every prefix belongs to a layer's own things, and what the first layer shows is the name.
  @Test func labelsAreInEachInkAndTheNameInTheFirst() {
    func count(_ title: String, _ layer: MaskLayer) -> Int {
      SheetFurniture(FurnitureParameters(sheet: 1, sheets: 1, title: title)).shapes
        .filter { $0.layer == layer && $0.name.hasPrefix("label_\(layer.rawValue)_") }.count
    }
    // L and T are one part each.
    #expect(count("LTLT", .agBottom) == count("", .agBottom) + 4)
    #expect(count("LTLT", .auTop) == count("", .auTop))
    // Two lines of 15, the second with two dots for what is left out.
    #expect(count(String(repeating: "L", count: 900), .agBottom) == count("", .agBottom) + 30)
    #expect(count("", .mos2Window) == 0)
  }

  @Test(arguments: [5_000, 20_000, 30_000, 40_000, 127_000])
  func everyCoordinateIsOnTheGrid(_ grid: Nanometres) {
    let strip = SheetFurniture(
      FurnitureParameters(sheet: 1, sheets: 2, title: "grid", grid: grid))
    for shape in strip.shapes {
      #expect(
        shape.polygon.points.allSatisfy { $0.x.isMultiple(of: grid) && $0.y.isMultiple(of: grid) },
        "\(shape.name)")
    }
    #expect(strip.width.isMultiple(of: grid) && strip.height.isMultiple(of: grid))
  }

  @Test func oddParametersGiveNoCrash() {
    let parameters = FurnitureParameters(
      inks: [], sheet: 0, sheets: 0, title: "x", grid: 1, pixel: 0, spacing: -5, maxWidth: 0,
      vernier: RegistrationVernier(
        pitch: 0, step: 0, bar: 0, length: 0, centreLength: 0, reach: -1, stress: 0, grid: 1),
      bar: SheetResistanceBar(
        width: 0, squares: -3, minWidth: 0, pad: 0, padMargin: -1, gap: 0, grid: 1),
      device: TestDevice(
        lineLength: 0, lineWidth: 0, fingerWidth: 0, fingerOverhang: 0, neckWidth: 0,
        neckOverhang: 0, goldWidth: 0, pad: 0, padOverlap: 0, window: 0, tapeEdge: 0, grid: 1),
      deviceCount: -1)
    #expect(SheetFurniture(parameters).shapes.isEmpty)
    var one = parameters
    one.inks = [FurnitureInk(.agBottom), FurnitureInk(.agPad, conducts: false)]
    one.deviceCount = 1
    #expect(!SheetFurniture(one).shapes.isEmpty)
    #expect(SheetFurniture(one) == SheetFurniture(one))
  }
}
