import CrossbarArray
import CrossbarCore
import CrossbarLayout
import CrossbarMasks
import CrossbarTemplates
import Foundation
import Testing

/// A process whose measures pass its own check makes masks that break no rule and make the circuit that is meant.
///
/// `Process.check()` reasons over measures, `RuleCheck` measures polygons and `CircuitCheck` extracts them: none shares code
/// with the others.
@Suite struct StylePropertyTests {
  /// Measures of each style that are varied, by their lines of the embedded file: µm.
  static let measures: [LayoutStyleTests.Style: [(line: String, values: [Int])]] = {
    let shared = [
      ("  neck_overhang_um: 75", [75, 100, 150]), ("  finger_overhang_um: 75", [75, 100, 150]),
      ("  neck_width_um: 50", [50, 100, 150]), ("  finger_width_um: 50", [50, 100, 150]),
      ("  bit_line_width_um: 100", [50, 100, 150, 200]),
      ("  bottom_line_width_um: 100", [50, 100, 150]),
      ("  bit_pad_overlap_um: 200", [100, 200, 400]),
      ("  window_to_bit_pad_um: 250", [200, 250, 300, 500]),
      ("  window_to_landing_pad_um: 250", [200, 250, 500]),
      ("  window_beyond_row_um: 300", [200, 300, 500]),
      ("  bit_pad_width_um: 600", [200, 600, 900]),
      ("  bit_pad_height_um: 600", [200, 600, 700]),
    ]
    let isolated = [
      ("    row_pitch_um: 700", [500, 700, 1000]),
      ("    pair_pitch_um: 9200", [9000, 9200, 11000]),
      ("    pair_gap_um: 200", [50, 100, 200]),
      ("    vertical_length_um: 100", [50, 100, 200, 400]),
      ("    line_length_um: 2000", [1000, 1300, 2000]),
      ("    pad_height_um: 400", [200, 400, 800]),
    ]
    let crossbar = [
      ("    row_pitch_um: 400", [250, 300, 400, 600]),
      ("    column_pitch_um: 400", [250, 400, 600]),
      ("    pad_pitch_um: 1000", [400, 600, 650, 1000, 2500]),
      ("    trace_width_um: 100", [50, 100, 150]),
      ("    trace_gap_um: 100", [25, 50, 100]), ("    pad_width_um: 600\n    trace", [200, 600]),
    ]
    let hybrid = [
      ("    row_pitch_um: 600", [500, 550, 600, 800]),
      ("    pair_pitch_um: 4800", [4600, 4800, 6000]),
      ("    transistor_pad_gap_um: 100", [50, 100, 200]),
      ("    transistor_pad_height_um: 200", [200, 300]),
      ("    word_line_width_um: 100", [50, 100, 150]),
      ("    word_line_offset_um: 300", [250, 300, 350]),
      ("    source_line_width_um: 100", [50, 100, 150]),
      ("    crossover_margin_um: 75", [25, 50, 75, 100]),
      ("    source_pad_width_um: 400", [200, 400, 900]),
    ]
    return [
      .backplane: shared + [
        ("  row_pitch_um: 300", [250, 300, 400, 600]),
        ("  pair_pitch_um: 3000", [2900, 3000, 3600]),
        ("  bit_line_offset_um: 500", [300, 500, 650]),
        ("  landing_pad_height_um: 200", [200, 250]),
      ], .isolated: shared + isolated, .arms: shared + isolated, .crossbar: shared + crossbar,
      .hybrid: shared + hybrid,
    ]
  }()

  /// The file with a few measures drawn at random.
  func changes(
    _ style: LayoutStyleTests.Style, _ generator: inout Philox4x64Sequence
  ) -> [(String, String)] {
    var changes = style.changes
    for (line, values) in Self.measures[style] ?? [] where generator.next() % 3 == 0 {
      let value = values[Int(generator.next() % UInt64(values.count))]
      let parts = line.split(separator: "\n", maxSplits: 1).map(String.init)
      let key = parts[0].split(separator: ":")[0]
      let rest = parts.count > 1 ? "\n" + parts[1] : ""
      changes.append(("\n\(line)", "\n\(key): \(value)\(rest)"))
    }
    return changes
  }

  @Test(arguments: LayoutStyleTests.Style.allCases)
  func whatTheProcessAcceptsTheMasksKeep(_ style: LayoutStyleTests.Style) throws {
    var generator = Philox4x64Sequence(seed: 5, stream: UInt64(style.word.utf8.count))
    var accepted = 0
    var refused = 0
    while accepted < 12 && refused < 400 {
      let changes = changes(style, &generator)
      let fixture: MaskFixture
      do {
        // An odd last column, several rows and a tile of one row.
        fixture = try MaskFixture(
          [(5, 3)], bits: 3, limit: TileLimit(rows: 5, columns: 8), changes: changes)
      } catch {
        #expect(error is Diagnostics)
        refused += 1
        continue
      }
      accepted += 1
      let note = changes.map { "\($0.1)" }.joined()
      let process = fixture.layout.process
      let masks = try MaskReader.readShapes(folder: fixture.folder)
      #expect(masks.findings.isEmpty, "\(note): \(masks.findings.prefix(3))")
      let options = RuleCheck.Options(
        silverBeyondGold: process.geometry.silverBeyondGold(process.rules))
      let broken = RuleCheck.findings(masks.sheets, process, options: options).filter {
        $0.severity == .error
      }
      #expect(broken.isEmpty, "\(note): \(broken.prefix(3).map(\.diagnostic.description))")
      let circuit = CircuitCheck(folder: fixture.folder, sheets: masks.sheets).findings
      #expect(circuit.isEmpty, "\(note): \(circuit.prefix(3).map(\.diagnostic.description))")
      let failing = RegistrationStress(masks.sheets, process).findings.filter {
        $0.severity == .error
      }
      #expect(failing.isEmpty, "\(note): \(failing.prefix(3).map(\.diagnostic.description))")
    }
    #expect(accepted == 12 && refused > 0, "\(accepted) accepted, \(refused) refused")
  }
}

/// Random words one after another.
struct Philox4x64Sequence {
  private let generator: Philox4x64
  private var counter: UInt64 = 0

  init(seed: UInt64, stream: UInt64) { generator = Philox4x64(seed: seed, stream: stream) }

  mutating func next() -> UInt64 {
    counter += 1
    return generator.words(at: (counter, 0, 0, 0)).0
  }
}
