import CrossbarArray
import CrossbarCore
import CrossbarLayout
import CrossbarTemplates
import Testing

/// The embedded process with some of its lines replaced.
func processText(_ changes: [(String, String)] = []) -> String {
  var lines = TemplateLibrary.process.split(separator: "\n", omittingEmptySubsequences: false)
    .map(String.init)
  for (key, value) in changes {
    let index = lines.firstIndex {
      $0.drop { $0 == " " }.hasPrefix("\(key):")
    }
    #expect(index != nil, "no key \(key)")
    guard let index else { continue }
    let indent = lines[index].prefix { $0 == " " }
    lines[index] = "\(indent)\(key): \(value)"
  }
  return lines.joined(separator: "\n")
}

/// Line of a key in the embedded process, counted from 1.
func line(of key: String) -> Int? {
  TemplateLibrary.process.split(separator: "\n", omittingEmptySubsequences: false)
    .firstIndex { $0.drop { $0 == " " }.hasPrefix("\(key):") }.map { $0 + 1 }
}

/// The embedded process without labels and test structures, changed.
func parse(_ changes: [(String, String)] = []) throws(Diagnostics) -> Process {
  try ProcessFile.parse(processText([("furniture", "false")] + changes), file: "p.yaml")
}

func findings(_ changes: [(String, String)]) -> [Diagnostic] {
  do throws(Diagnostics) {
    return try parse(changes).check()
  } catch {
    return error.all
  }
}

@Suite struct ProcessFileTests {
  @Test func embeddedProcessIsThePapers() throws {
    let process = try parse()
    #expect(process.check() == [])
    #expect(process.agBottom.dropSpacingX == 25_000 && process.agBottom.dropSpacingY == 25_000)
    #expect(process.agBottom.sheetResistance == Ohms(0.3))
    #expect(process.auTop.sheetResistance == Ohms(5))
    #expect(process.auTop.finishedSheetResistance == Ohms(1.25))
    #expect(process.auTop.platen == 55)
    #expect(process.mos2Window.transfers == 20)
    #expect(process.mos2Window.transfer.celsius == 110)
    #expect(process.substrate.maxWidth == 210_000_000)
    #expect(process.substrate.maxHeight == 315_000_000)
    #expect(process.backplane.transistor.width == 55e-6)
    #expect((process.backplane.transistor.beta - 5.5e-3).magnitude < 1e-17)
    // 50 µm and 5 µm at each edge: the paper's 60 µm × 60 µm.
    #expect(process.printedJunction == (60_000, 60_000))
    // asin(25 / 254) = 5.648°.
    #expect(process.headAngle(process.agBottom) == 5.65)
  }

  @Test func everyWrongEntryIsReportedAtOnce() {
    let all = findings([
      ("drop_spacing_um", "twenty"), ("margin_mm", "5.00001"), ("row_pitch_um", "-3"),
      ("colour", "silver"), ("length_um", "1\n  lenght_um: 1"),
    ])
    #expect(
      all.map { [$0.id, "\($0.location?.line ?? 0)"] } == [
        ["process/colour", "\(line(of: "colour") ?? 0)"],
        ["document/type", "\(line(of: "drop_spacing_um") ?? 0)"],
        ["process/resolution", "\(line(of: "margin_mm") ?? 0)"],
        ["document/range", "\(line(of: "row_pitch_um") ?? 0)"],
        ["document/unknown-key", "\((line(of: "length_um") ?? 0) + 1)"],
      ])
    #expect(all.last?.help == "did you mean length_um?")
  }

  @Test func everyContradictionIsReportedAtOnceWithItsLine() {
    let all = findings([
      ("finger_width_um", "20"),  // narrower than the rule and than a drop, and off the grid
      ("window_width_um", "1500"),  // smaller than can be cut; 225 µm beside the junction
      ("window_to_landing_pad_um", "100"),  // within the tape's accuracy
      ("bit_pad_overlap_um", "50"),
      ("landing_pad_height_um", "275"),  // leaves 25 µm to the next row; half of it off the grid
      ("neck_overhang_um", "25"),
      ("fiducial_size_um", "500"),
      ("max_width_mm", "10"),
    ])
    let expected = [
      ("process/width", "finger_width_um"), ("process/drop-width", "finger_width_um"),
      ("process/gap", "row_pitch_um"), ("process/enclosure", "neck_overhang_um"),
      ("process/pad-overlap", "bit_pad_overlap_um"), ("process/window", "window_width_um"),
      ("process/window-edge", "window_width_um"),
      ("process/tape-edge", "window_to_landing_pad_um"), ("process/fiducial", "fiducial_size_um"),
      ("process/page", "substrate"), ("process/drop-grid", "drop_spacing_um"),
    ]
    for (id, key) in expected {
      let hit = all.contains {
        $0.id == id && ($0.location?.line == line(of: key) || key == "substrate")
      }
      #expect(hit, "\(id) at \(key)")
    }
    #expect(all.contains { "\($0)".hasPrefix("p.yaml:") && $0.message.contains("finger_width_um") })
  }

  @Test(arguments: [
    ("row_pitch_um", "200", "process/pitch"), ("row_pitch_um", "225", "process/pitch"),
    ("drop_spacing_um", "20", "process/drop-grid"), ("drop_spacing_um", "40", "process/drop-grid"),
    ("drop_footprint_um", "20", "process/drop-spacing"),
    ("drop_footprint_um", "57", "process/drop-width"),
    ("pair_pitch_um", "2900", "process/gap"), ("bit_line_offset_um", "75", "process/gap"),
    ("finger_overhang_um", "25", "process/enclosure"),
    ("bit_pad_width_um", "150", "process/pad-size"),
    ("window_beyond_row_um", "250", "process/window-edge"),
    ("window_to_bit_pad_um", "225", "process/tape-edge"),
    ("neck_width_um", "150", "process/neck"), ("margin_mm", "1", "process/fiducial"),
    ("nozzle_pitch_um", "20", "process/drop-spacing"), ("word_line_v", "0.5", "process/word-line"),
    ("max_height_mm", "12", "process/page"), ("bit_pad_overlap_um", "700", "process/pad-overlap"),
    ("format", "dendrite-process-9", "process/format"), ("tile_spacing_um", "0", "process/gap"),
  ])
  func aRuleBrokenIsAnError(_ key: String, _ value: String, _ id: String) {
    let all = findings([(key, value)])
    #expect(all.contains { $0.id == id && $0.severity == .error }, "\(all)")
  }

  @Test(arguments: [
    ("pair_pitch_um", "2950", "process/narrow-gap"),
    ("registration_stress_um", "100", "process/registration"),
    ("step_coverage", "0.5", "process/step-coverage"),
  ])
  func lessRoomIsAWarning(_ key: String, _ value: String, _ id: String) {
    let all = findings([(key, value)])
    #expect(all.allSatisfy { $0.severity == .warning })
    #expect(all.map(\.id).contains(id))
  }
}
