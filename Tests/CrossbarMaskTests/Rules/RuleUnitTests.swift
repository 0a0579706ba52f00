import CrossbarCore
import CrossbarLayout
import CrossbarTemplates
import Foundation
import Testing

@testable import CrossbarMasks

/// Small pages drawn by hand, their distances known from the drawing.
@Suite struct RuleUnitTests {
  /// A silver line along x under a gold line along y, both 100 µm wide, crossing at 1000 … 1100 µm.
  private func crossing(
    patch: [MaskPoint]? = nil, window: [MaskPoint]? = nil,
    more: [(name: String, shapes: [(id: String, points: [MaskPoint])])] = []
  ) -> ReadSheet {
    var layers: [(name: String, shapes: [(id: String, points: [MaskPoint])])] = [
      ("ag-bottom", [("t00_w000", box(100, 1_000, 4_000, 1_100))]),
      ("mos2-window", window.map { [("t00_m000", $0)] } ?? []),
      ("dielectric", patch.map { [("t00_r000_c000_xb", $0)] } ?? []),
      ("au-top", [("t00_b000", box(1_000, 100, 1_100, 2_500))]), ("ag-pad", []),
    ]
    for extra in more {
      for index in layers.indices where layers[index].name == extra.name {
        layers[index].shapes += extra.shapes
      }
    }
    return page(layers, width: 6_000_000, height: 6_000_000)
  }

  private func check(
    _ sheet: ReadSheet, without rules: Set<DesignRule> = [.padSize, .grid]
  ) throws -> [RuleFinding] {
    var process = try ProcessFile.parse(TemplateLibrary.process, file: "process.yaml")
    process.substrate.margin = 0
    return RuleCheck(sheet, process).findings.filter { !rules.contains($0.rule) }
  }

  @Test func aPatchThatReachesFarEnough() throws {
    // Registration 25 + waviness 10.
    #expect(try check(crossing(patch: box(965, 965, 1_135, 1_135))) == [])
  }

  /// Style hybrid-1t1r: word and bit lines cross inside the window.
  @Test func aPatchedCrossingUnderMoS2IsNoJunction() throws {
    let window = box(100, 100, 2_300, 2_300)
    #expect(try check(crossing(patch: box(965, 965, 1_135, 1_135), window: window)) == [])
    let small = try check(crossing(patch: box(965, 965, 1_135, 1_075), window: window))
    #expect(small.map(\.rule) == [.dielectric] && small[0].measured == 0)
  }

  @Test func aPatchTooSmall() throws {
    let found = try check(crossing(patch: box(965, 965, 1_130, 1_135)))
    #expect(found.map(\.rule) == [.dielectric])
    #expect(found.map(\.measured) == [30_000])
    #expect(found.map(\.required) == [35_000])
    #expect(found[0].shapes == ["t00_b000", "t00_w000"])
  }

  @Test func aLostPatchIsNoInsulation() throws {
    let found = try check(crossing())
    #expect(found.map(\.rule) == [.windowEdge])
    #expect(
      found[0].place
        == Rectangle(left: 1_000_000, top: 1_000_000, right: 1_100_000, bottom: 1_100_000))
  }

  @Test func aPatchThatReachesAJunction() throws {
    let window = box(100, 100, 2_300, 2_300)
    let found = try check(crossing(patch: box(1_090, 1_090, 1_200, 1_200), window: window))
    #expect(found.map(\.rule) == [.dielectric])
    #expect(found[0].severity == .error && found[0].measured == 0)
    let near = try check(crossing(patch: box(1_120, 1_000, 1_300, 1_100), window: window))
    #expect(near.map(\.rule) == [.dielectric])
    #expect(near[0].severity == .warning && near[0].measured == 20_000)
    #expect(try check(crossing(patch: box(1_135, 1_000, 1_300, 1_100), window: window)) == [])
  }

  @Test func aPatchOnAPad() throws {
    let found = try check(
      crossing(
        patch: box(3_000, 2_000, 3_200, 2_200), window: box(100, 100, 2_300, 2_300),
        more: [("ag-pad", [("t00_b009_pad", box(3_100, 2_100, 3_500, 2_500))])]))
    #expect(found.map(\.rule) == [.dielectric])
    #expect(found[0].shapes == ["t00_r000_c000_xb", "t00_b009_pad"])
  }

  @Test func marksKeepClearOfNets() throws {
    let window = box(100, 100, 2_300, 2_300)
    func mark(_ layer: String, _ id: String, _ points: [MaskPoint]) throws -> [RuleFinding] {
      try check(crossing(window: window, more: [(layer, [(id, points)])]))
    }
    // 60 µm beside the silver, in gold.
    let warning = try mark("au-top", "label_0", box(3_000, 1_160, 3_100, 1_300))
    #expect(warning.map(\.rule) == [.furniture])
    #expect(warning[0].severity == .warning && warning[0].measured == 60_000)
    let error = try mark("au-top", "frame_0", box(3_000, 1_050, 3_100, 1_300))
    #expect(error.map(\.rule) == [.furniture])
    #expect(error[0].severity == .error && error[0].measured == 0)
    #expect(try mark("au-top", "vernier_0", box(3_000, 1_200, 3_100, 1_300)) == [])
    let same = try mark("ag-bottom", "label_1", box(3_000, 1_050, 3_100, 1_300))
    #expect(same.map(\.rule) == [.furniture])
    let covered = try mark("ag-bottom", "fiducial_0", box(2_000, 2_000, 2_100, 2_200))
    #expect(covered.map(\.rule) == [.furniture])
    // A mark's own bars are held to the ink's width.
    #expect(
      try mark("au-top", "vernier_0", box(3_000, 1_500, 3_025, 1_700)).map(\.rule) == [.width])
    // A frame cut into the tape is no window.
    #expect(try mark("mos2-window", "frame_1", box(3_000, 3_000, 3_500, 3_500)) == [])
  }

  @Test func theTwoSilversKeepApartOrTouch() throws {
    let window = box(100, 100, 2_300, 2_300)
    func pad(_ points: [MaskPoint]) throws -> [RuleFinding] {
      try check(crossing(window: window, more: [("ag-pad", [("t00_b001_pad", points)])]))
    }
    let close = try pad(box(3_000, 1_130, 3_400, 1_500))
    #expect(close.map(\.rule) == [.gap])
    #expect(close[0].layers == ["ag-pad", "ag-bottom"] && close[0].measured == 30_000)
    // Around the corner of the line's end: 60 and 80 make 100, which is enough; 60 and 70 are not.
    #expect(try pad(box(4_060, 1_180, 4_400, 1_500)) == [])
    let corner = try pad(box(4_060, 1_170, 4_400, 1_500))
    #expect(corner.map(\.measured) == [92_195] && corner[0].severity == .warning)
    #expect(try pad(box(3_000, 1_050, 3_400, 1_500)) == [])
  }

  @Test func whatIsNoMaskIsToldAndLeftOut() throws {
    let slanted = [(3_000, 3_000), (3_200, 3_050), (3_200, 3_300), (3_000, 3_300)].map {
      MaskPoint(x: Int32($0.0 * 1_000), y: Int32($0.1 * 1_000))
    }
    let beyond = [
      MaskPoint(x: -50_000, y: 0), MaskPoint(x: 100_000, y: 0), MaskPoint(x: 100_000, y: 100_000),
      MaskPoint(x: -50_000, y: 100_000),
    ]
    let sheet = crossing(
      window: box(100, 100, 2_300, 2_300),
      more: [
        (
          "ag-pad",
          [
            ("a_pad", slanted), ("b_pad", beyond), ("c_pad", []),
            ("d_pad", box(5_800, 5_800, 6_100, 6_100)),
          ]
        )
      ])
    let found = try check(sheet)
    #expect(found.map(\.rule) == [.page, .page, .outline, .outline])
    #expect(found.map(\.shapes) == [["b_pad"], ["d_pad"], ["a_pad"], ["c_pad"]])
    #expect(RegistrationStress(sheet, try RulePropertyTests.process()).junctions == 1)
  }

  @Test func aPageOfAbsurdSizeIsRefusedAtOnce() throws {
    let sheet = page(
      [("au-top", [("t00_b000", box(0, 0, 100, 100))])], width: Int.max / 4, height: Int.max / 4)
    #expect(try check(sheet).map(\.rule) == [.page])
    #expect(RegistrationStress(sheet, try RulePropertyTests.process()).junctions == 0)
  }

  @Test func manyFindingsAreCounted() throws {
    let bars = (0..<40).map {
      (
        "bar_\($0)",
        box(
          100 + 200 * ($0 % 8), 3_000 + 200 * ($0 / 8), 125 + 200 * ($0 % 8), 3_100 + 200 * ($0 / 8)
        )
      )
    }
    var process = try RulePropertyTests.process()
    process.rules.padSize = 0
    let check = RuleCheck(
      page([("ag-bottom", bars)], width: 6_000_000, height: 6_000_000), process,
      options: RuleCheck.Options(limit: 10))
    #expect(check.findings.count == 11)
    #expect(check.findings.last?.message.hasPrefix("and 30 more findings") == true)
  }

  @Test func aComb() throws {
    // 1,000 teeth of different lengths: bounded time.
    var points: [MaskPoint] = [MaskPoint(x: 0, y: 0)]
    for tooth in 0..<1_000 {
      let x = Int32(tooth * 200_000)
      let y = Int32(1_000_000 + tooth * 100_000)
      points += [(x, y), (x + 100_000, y), (x + 100_000, 500_000), (x + 200_000, 500_000)].map {
        MaskPoint(x: $0.0, y: $0.1)
      }
    }
    points.removeLast()
    points.append(MaskPoint(x: points[points.count - 1].x, y: 0))
    let sheet = page(
      [("au-top", [("t00_b000", points)])], width: 1_100_000_000, height: 600_000_000)
    _ = try check(sheet)
  }
}
