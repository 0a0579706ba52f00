import CrossbarCore
import CrossbarLayout
import Foundation
import Testing

@Suite struct DropSpacingTests {
  @Test func oneNumberIsBothSpacings() throws {
    let ink = try parse().auTop
    #expect((ink.dropSpacingX, ink.dropSpacingY) == (25_000, 25_000))
    #expect(ink.dropGrid == DropGrid(pitchX: 25_000, pitchY: 25_000, shrink: 5_000))
  }

  @Test func xAndYAreReadAndTheHeadTurnsByY() throws {
    let process = try parse([
      ("drop_spacing_um", "{ x: 25, y: 10 }"), ("finger_width_um", "60"),
      ("neck_overhang_um", "95"),
    ])
    #expect((process.agBottom.dropSpacingX, process.agBottom.dropSpacingY) == (25_000, 10_000))
    #expect(process.auTop.dropSpacingY == 25_000)
    // asin(10 / 254) = 2.2563°.
    #expect(process.headAngle(process.agBottom) == 2.26)
    // Three rows of drops, 10 µm each, of a 60 µm finger less 2 × 5 µm: 50 µm and the spread. Gold: two columns.
    #expect(process.printedJunction == (60_000, 60_000))
  }

  @Test(arguments: [
    // Only what lies along the axis of a spacing has to be on its grid.
    ("{ x: 25, y: 20 }", ["finger_width_um", "bottom_line_width_um", "window_to_bit_pad_um"], "y"),
    ("{ x: 20, y: 25 }", ["window_to_landing_pad_um", "fiducial_bar_um"], "x"),
  ])
  func theGridOfEachAxisNamesItsKeys(_ spacing: String, _ keys: [String], _ axis: String) throws {
    let all = findings([("drop_spacing_um", spacing)]).filter { $0.id == "process/drop-grid" }
    #expect(all.count == 1, "\(all)")
    let finding = try #require(all.first)
    for key in keys { #expect(finding.message.contains(key), "\(finding)") }
    #expect(finding.message.contains("20 µm along \(axis)"))
    #expect(finding.message.contains("landing_pad_width_um") == false)
    #expect(finding.location?.element == "layers.ag_bottom.drop_spacing_um.\(axis)")
    #expect(finding.location?.line == line(of: "drop_spacing_um"))
  }

  @Test func theLineIsTheAxiss() {
    let all = findings([("drop_spacing_um", "\n      x: 25\n      y: 40")])
    let first = (line(of: "drop_spacing_um") ?? 0)
    #expect(
      Set(all.map { "\($0.id) \($0.location?.line ?? 0)" })
        == ["process/drop-grid \(first + 2)", "process/drop-spacing \(first + 2)"])
    let wrong = findings([("drop_spacing_um", "{ x: 4, z: 1 }")])
    #expect(wrong.map(\.id) == ["document/range", "document/missing-key", "document/unknown-key"])
  }

  @Test func eachSpacingMustTouchAndTheSecondMustFitTheHead() {
    let far = findings([("drop_spacing_um", "{ x: 50, y: 25 }")])
    #expect(far.map(\.id).contains("process/drop-spacing"))
    #expect(
      far.contains { $0.location?.element == "layers.ag_bottom.drop_spacing_um.x" }, "\(far)")
    // A head of 20 µm a nozzle prints no 25 µm across, but 25 µm along.
    let head = findings([("nozzle_pitch_um", "20"), ("drop_spacing_um", "{ x: 25, y: 20 }")])
    #expect(
      !head.contains {
        $0.id == "process/drop-spacing" && $0.location?.element?.contains("ag_bottom") == true
      })
    #expect(head.contains { $0.id == "process/drop-spacing" })
  }

  @Test(arguments: [("2.4", "30", 35.5), ("10", "30", 57.0), ("16.7552", "90", 40.0)])
  func theFootprintFollowsFromVolumeAndAngle(
    _ volume: String, _ angle: String, _ footprint: Double
  ) throws {
    // The first two are print-facts' numbers; half a ball of radius 20 µm has 2/3 π · 8,000 µm³ = 16.7552 pL.
    let process = try? parse([
      ("drop_volume_pl", "\(volume)\n    contact_angle_deg: \(angle)"),
      ("drop_footprint_um", "\(footprint)"), ("finger_width_um", "100"), ("neck_width_um", "100"),
      ("neck_overhang_um", "75"), ("finger_overhang_um", "75"),
    ])
    #expect(process?.agBottom.contactAngle == Double(angle))
    #expect(process?.check() == [])
  }

  @Test(arguments: [1.0, 10, 30, 60, 89.5, 120, 170])
  func theCapHasTheDropsVolume(_ degrees: Double) throws {
    // 500 pL, so that what is rounded is small; the cap's volume is π h (3 a² + h²) ÷ 6.
    let text = processText([
      ("furniture", "false"),
      ("drop_volume_pl", "500\n    contact_angle_deg: \(degrees)\n    #"),
    ]).replacing("    drop_footprint_um: 35.5 # 2.4 pL at", with: "    # 2.4 pL at")
    var footprint = 0.0
    do throws(Diagnostics) {
      footprint = Double(try ProcessFile.parse(text, file: "p.yaml").agBottom.dropFootprint)
    } catch {
      // Drops of such size are wider than the lines: the message has the number.
      let number = error.all.compactMap { $0.message.firstMatch(of: /footprint of ([0-9.]+)/) }
        .first
      footprint = number.flatMap { Double($0.output.1) }.map { $0 * 1000 } ?? 0
    }
    let a = footprint / 2000
    let h = a * tan(degrees * .pi / 360)
    let volume = .pi * h * (3 * a * a + h * h) / 6 / 1000
    // To 0.1 µm in the diameter.
    #expect(abs(volume / 500 - 1) < 3 * 51 / footprint, "\(degrees)°: \(footprint)")
  }

  @Test func aFootprintThatContradictsTheAngleIsAWarning() {
    let angle = ("drop_volume_pl", "2.4\n    contact_angle_deg: 30")
    #expect(findings([angle]) == [])
    // 35.5 µm by the model: 39 is within a tenth, 40 is not.
    #expect(findings([angle, ("drop_footprint_um", "39")]) == [])
    let all = findings([angle, ("drop_footprint_um", "40")])
    #expect(all.map(\.id) == ["process/drop-footprint"])
    #expect(all.first?.severity == .warning)
    #expect(all.first?.location?.element == "layers.ag_bottom.drop_footprint_um")
    #expect(all.first?.message.contains("35.5 µm") == true)
    let steep = findings([("drop_volume_pl", "2.4\n    contact_angle_deg: 180")])
    #expect(steep.map(\.id) == ["document/range"])
  }

  @Test func aBiasIsReadAndOneThatGrowsShapesTooFarIsRefused() throws {
    #expect(try parse([("passes", "1\n    print_bias_um: 2.5")]).agBottom.shrink == 7_500)
    let all = findings([("passes", "1\n    print_bias_um: -20")])
    #expect(all.map(\.id) == ["process/compensation"])
    #expect(all.first?.location?.element == "layers.ag_bottom.print_bias_um")
    #expect(all.first?.location?.line == (line(of: "passes") ?? 0) + 1)
  }

  @Test func theHeadHasDefaultsAndBounds() throws {
    let head = try parse().printHead
    #expect(
      (head.nozzlePitch, head.nozzles, head.speed, head.turn) == (254_000, 16, 50_000_000, 1000))
    for (key, value) in [("nozzles", "0"), ("carriage_mm_per_s", "0"), ("turn_s", "-1")] {
      #expect(findings([(key, value)]).map(\.id) == ["document/range"])
    }
    let plain = processText().split(separator: "\n").filter {
      !$0.hasPrefix("  nozzles:") && !$0.hasPrefix("  carriage_mm") && !$0.hasPrefix("  turn_s")
    }.joined(separator: "\n")
    #expect(try ProcessFile.parse(plain, file: "p.yaml").printHead == head)
  }
}
