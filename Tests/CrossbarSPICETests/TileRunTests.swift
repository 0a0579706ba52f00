import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import Foundation
import Testing

/// Whole tiles under ngspice. What is expected is reasoned from each cell's parameters, not computed by the project.
@Suite(
  .serialized, .enabled(if: NgspiceRun.isInstalled, "ngspice is not installed: decks are not run"))
struct TileRunTests {
  @Test func someRowsOfASampledTile() throws {
    let input = try ExampleArray.input()
    let (root, run) = try run(input, rows: [0, 20])
    defer { try? FileManager.default.removeItem(at: root) }
    #expect(run.bits.keys.sorted() == [0, 20], "\(run.output.suffix(2000))")
    // A part of the rows is never a pass.
    #expect(run.verdict == "PARTIAL")
    compareByHand(run, input, rows: [0, 20])
  }

  @Test func aFullSampledTileWithFailingCells() throws {
    let input = try ExampleArray.input()
    let (root, run) = try run(input)
    defer { try? FileManager.default.removeItem(at: root) }
    try #require(run.bits.count == 21, "\(run.output.suffix(2000))")
    compareByHand(run, input, rows: Array(0..<21))
    try compareWithSimulator(run, input, folder: root)
    // The verdict counts against the network, so failing cells fail the tile.
    var wrong = 0
    for row in 0..<21 {
      for column in 0..<60 where run.bits[row]?[column] != bit(input, row, column) { wrong += 1 }
    }
    #expect(wrong > 0)
    #expect(run.verdictLine == "DENDRITE t00 FAIL \(wrong) of 1260 bits")
  }

  /// 64 by 64 cells with their wires, all rows, in less than three minutes of one core.
  @Test func aTileOf64By64CellsInTime() throws {
    let input = try ExampleArray.input(inputs: 63, outputs: 16, bits: 4)
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let run = try NgspiceRun.programRead(
      tile: "t00", folder: root.appendingPathComponent("spice/ngspice"))
    try #require(run.bits.count == 64, "\(run.output.suffix(2000))")
    try compareWithSimulator(run, input, folder: root)
    let seconds = try #require(run.seconds)
    #expect(seconds > 1 && seconds < 180)
  }

  /// Transistors and dynamic memristors in all rows change no current by more than the printed digits' worth.
  @Test func rowsNotAddressedMakeNoDifference() throws {
    let root = try ExampleArray.emit(try ExampleArray.input(inputs: 7, outputs: 5))
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appendingPathComponent("spice/ngspice")
    let quick = try NgspiceRun.programRead(tile: "t00", folder: folder)
    let url = folder.appendingPathComponent("t00-program-read.cir")
    var text = try String(contentsOf: url, encoding: .utf8)
    text.replaceSubrange(
      try #require(text.range(of: "\n.param all_dynamic=0")), with: "\n.param all_dynamic=1")
    try text.write(to: url, atomically: true, encoding: .utf8)
    let full = try NgspiceRun.programRead(tile: "t00", folder: folder)
    try #require(quick.bits.count == 8 && full.bits.count == 8, "\(full.output.suffix(2000))")
    #expect(quick.bits == full.bits)
    for row in 0..<8 {
      for (one, all) in zip(quick.currents[row] ?? [], full.currents[row] ?? []) {
        let one = try #require(one)
        let all = try #require(all)
        #expect((one / all - 1).magnitude < 1e-4)
      }
    }
  }

  /// Devices all alike store every bit, from either initial state.
  @Test(arguments: [OperatingPoint.InitialState.hrs, .lrs])
  func alikeDevicesPass(_ initial: OperatingPoint.InitialState) throws {
    let input = try alikeDevices(initial)
    let (root, run) = try run(input)
    defer { try? FileManager.default.removeItem(at: root) }
    #expect(run.verdictLine == "DENDRITE t00 PASS 24 bits", "\(run.output.suffix(2000))")
    for row in 0..<4 {
      #expect(run.bits[row] == (0..<6).map { bit(input, row, $0) })
    }
  }

  @Test func runsFromAnotherFolder() throws {
    let root = try ExampleArray.emit(try alikeDevices(.hrs))
    defer { try? FileManager.default.removeItem(at: root) }
    let output = try NgspiceRun.batch("spice/ngspice/t00-program-read.cir", from: root.path)
    #expect(NgspiceRun.parse(output, tile: "t00").verdict == "PASS", "\(output.suffix(2000))")
  }

  @Test func everyTileOfADesignRuns() throws {
    let input = try alikeDevices(.hrs, limit: TileLimit(rows: 2, columns: 3))
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    for tile in ["t00", "t01", "t02", "t03"] {
      let run = try NgspiceRun.programRead(
        tile: tile, folder: root.appendingPathComponent("spice/ngspice"))
      #expect(run.verdictLine == "DENDRITE \(tile) PASS 6 bits", "\(run.output.suffix(2000))")
    }
  }

  /// What is broken in a testbench, and the verdict that must come (nil: none at all); never a pass.
  static let faults: [(String, String, String, [String?])] = [
    ("t00-program-read.cir", "Vb002 vb002 0 pwl", "vq002 vb002 0 pwl", ["ERROR"]),
    ("t00-program-read.cir", "vb$c) at=0.2", "vb$c) at=20.2", ["ERROR"]),
    // Without the tile, or with another one in its place, ngspice stops.
    ("t00-program-read.cir", ".include t00.cir", "", [nil]),
    ("t00.cir", ".param t00_tile=1", ".param t01_tile=1", [nil]),
    ("t00-program-read.cir", "  tran ", "  tron ", ["ERROR", nil]),
    ("t00-program-read.cir", "Rdb002 vb002 t00_b002", "Rdb002 vb001 t00_b002", ["FAIL"]),
    // The network has a one there: silver at the wrong side, the SET pulse takes it away.
    (
      "t00.cir", "t00_b003_001 t00_r001_c003_ag t00_s003_001",
      "t00_s003_001 t00_r001_c003_ag t00_b003_001",
      ["FAIL"]
    ),
    (
      "t00-program-read.cir", "Vw001 t00_w001 0 {word_on_v*(active_row==1)*t00_tile}",
      "Vw001 t00_w001 0 {word_on_v*(active_row==0)*t00_tile}", ["FAIL"]
    ),
  ]

  @Test(arguments: faults)
  func faultsAreNotPasses(
    _ fault: (file: String, old: String, new: String, verdicts: [String?])
  ) throws {
    let root = try ExampleArray.emit(try alikeDevices(.lrs))
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appendingPathComponent("spice/ngspice")
    let url = folder.appendingPathComponent(fault.file)
    var text = try String(contentsOf: url, encoding: .utf8)
    text.replaceSubrange(try #require(text.range(of: fault.old)), with: fault.new)
    try text.write(to: url, atomically: true, encoding: .utf8)
    let run = try NgspiceRun.programRead(tile: "t00", folder: folder)
    #expect(fault.verdicts.contains(run.verdict), "\(run.output.suffix(2000))")
  }

  // MARK: - By hand

  /// Compares the cells whose outcome is beyond doubt: 5 V, 100 ms, threshold 10 kΩ, HRS at first, wires below 500 Ω.
  private func compareByHand(_ run: NgspiceRun, _ input: BackendInput, rows: [Int]) {
    let sampler = DeviceSampler(statistics: input.device.statistics, seed: input.seed)
    var clear = 0
    for row in rows {
      for column in 0..<60 {
        let cell = sampler.sample(array: 0, tile: 0, row: row, column: column)
        let wanted = bit(input, row, column)
        guard let expected = outcome(cell, writing: wanted) else { continue }
        clear += 1
        let name = CellID(tile: 0, row: row, column: column).name
        #expect(run.bits[row]?[column] == expected, "\(name) \(cell)")
        guard let found = run.currents[row]?[column] else {
          Issue.record("\(name) has no current")
          continue
        }
        // 0.1 V across the cell and what is in series: two drivers of 10 Ω, leads of 20 and 2 Ω, 15 and 1 Ω a row, 3 Ω of
        // silver, and a transistor of 1/(5 mA/V² · 9.2 V) = 22 Ω.
        let series = 20.0 + 22 + 16 * Double(row) + 3 + 22
        if wanted && expected {
          let full = 0.1 / (cell.rLRS + series)
          #expect(found > 0.9 * full && found < 1.01 * full, "\(name) \(found) A, \(full) A")
        } else if !wanted && cell.rHRS < 1e8 && cell.rHRS > 20 * cell.rLRS && cell.vSet > 0.5 {
          let high = 0.1 / cell.rHRS
          #expect(found > 0.9 * high && found < 1.05 * high, "\(name) \(found) A, \(high) A")
        }
      }
    }
    #expect(clear > 45 * rows.count, "only \(clear) cells are clear-cut")
  }

  private func outcome(_ cell: DeviceSample, writing bit: Bool) -> Bool? {
    // Both states on the same side of the threshold: the write does not matter.
    if cell.rLRS > 12_000 { return false }
    if cell.rHRS < 8_000 { return true }
    if cell.rHRS < 20_000 { return nil }
    // Never SET, whatever the RESET does.
    if !bit { return false }
    // 5 V are far below the threshold, or far above with current enough for a lasting filament.
    if cell.vSet > 7 { return false }
    return cell.vSet < 3 && cell.rLRS > 150 && cell.rLRS < 6_000 ? true : nil
  }

  func bit(_ input: BackendInput, _ row: Int, _ column: Int) -> Bool {
    input.network.bit(input.design.address(CellID(tile: 0, row: row, column: column)))
  }

  private func alikeDevices(
    _ initial: OperatingPoint.InitialState, limit: TileLimit = TileLimit()
  ) throws -> BackendInput {
    var input = try ExampleArray.input(inputs: 3, outputs: 2, limit: limit)
    for quantity in DeviceQuantity.allCases {
      guard
        case .lognormal(let base, let mu, _) = input.device.statistics[quantity].distribution
      else { continue }
      input.device.statistics[quantity].distribution = .lognormal(base: base, mu: mu, sigma: 0.05)
    }
    input.device.operation.initialState = initial
    return input
  }

  private func run(_ input: BackendInput, rows: [Int]? = nil) throws -> (URL, NgspiceRun) {
    let root = try ExampleArray.emit(input)
    let folder = root.appendingPathComponent("spice/ngspice")
    return (root, try NgspiceRun.programRead(tile: "t00", folder: folder, rows: rows))
  }
}
