import CrossbarArray
import CrossbarBackends
import CrossbarCore
import CrossbarDevices
import CrossbarModel
import CrossbarSimulation
import Foundation
import Testing

/// Columns of 1T1R cells with several word lines on: the decks' wires, transistors and memristors in one `.op` of ngspice, against
/// ``TileReader``.
@Suite(.serialized) struct ColumnRunTests {
  enum Cells: String, CaseIterable {
    /// The resistors of `t00-programmed.cir`.
    case resistors
    /// `cell.lib`'s memristors at the states of the programmed cells.
    case memristors
  }

  @Test(
    .enabled(if: NgspiceRun.isInstalled, "ngspice is not installed"), arguments: Cells.allCases)
  func sumsAreNgspices(_ kind: Cells) throws {
    var input = try ExampleArray.input(inputs: 15, outputs: 4, bits: 4)
    let root = try ExampleArray.emit(input)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.path + "/spice/ngspice"
    var (states, devices) = CrossbarDeckTests.programmed(input)
    try #require(states.rows == 16 && states.columns == 16)
    let text = try String(contentsOfFile: "\(folder)/t00-programmed.cir", encoding: .utf8)
    // Of rows that are off ngspice takes minutes to find the memristors' voltages: a resistor there, as in cell.lib.
    var cells: [(row: Int?, on: String, off: String)] = []
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard line.hasPrefix("Rt00_r"), words.count == 4,
        let id = CellID(name: words[0].dropFirst()), let ohms = Double(words[3])
      else {
        if line != ".end" { cells.append((nil, String(line), String(line))) }
        continue
      }
      let device = devices[id.row, id.column]
      switch kind {
      case .resistors:
        cells.append((id.row, String(line), String(line)))
        // Contact included.
        devices[id.row, id.column].rLRS = ohms
        states[id.row, id.column] = 1
      case .memristors:
        let on = """
          Rc\(id.name) \(words[1]) \(id.name)_j \(input.wiring.bottomContact.value)
          X\(id.name) \(id.name)_j \(words[2]) \(id.name)_x memristor rlrs=\(device.rLRS)
          + rhrs=\(device.rHRS) mob=0 x0=\(states[id.row, id.column])
          """
        cells.append((id.row, on, String(line)))
      }
    }
    if kind == .resistors { input.wiring.bottomContact = Ohms(0) }
    let inputs = Matrix(
      rows: 4, columns: 16,
      elements: [
        [Int](0..<16), [3, 7, 8, 15], [0], [1, 2, 3, 4, 5, 9, 11, 12],
      ].flatMap { on in (0..<16).map { on.contains($0) ? 1.0 : 0 } })
    let reader = TileReader(.enabled(input.wiring), device: input.device)
    let sums = try reader.columnSums(inputs: inputs, states: states, devices: devices)
    #expect(sums.findings == [])
    var worst = 0.0
    for pattern in 0..<4 {
      let on = (0..<16).map { inputs[pattern, $0] == 1 }
      let currents = try run(
        cells.map { cell in cell.row.map { on[$0] } ?? true ? cell.on : cell.off }, on: on, input,
        folder: folder)
      try #require(currents.count == 16)
      for column in 0..<16 {
        worst = max(worst, (currents[column] / sums.currents[pattern, column] - 1).magnitude)
      }
    }
    #expect(worst < (kind == .resistors ? 1e-6 : 1e-3))
    print("16 × 16 1T1R cells, \(kind), against ngspice: \(worst)")
  }

  /// One operating point; the bit lines' currents.
  private func run(
    _ cells: [String], on: [Bool], _ input: BackendInput, folder: String
  ) throws -> [Double] {
    let wiring = input.wiring
    func padded(_ number: Int) -> String { TileID.digits(number) }
    var lines = ["* columns of 1T1R cells", ".include cell.lib"] + cells
    for (row, isOn) in on.enumerated() {
      lines.append(
        "Vw\(row) t00_w\(padded(row)) 0 \(isOn ? wiring.transistor.wordLineVoltage.value : 0)")
    }
    lines.append("Vread read 0 \(input.device.operation.readVoltage.value)")
    for column in 0..<16 {
      let place = padded(column)
      lines += [
        "Rs\(column) read t00_s\(place) \(wiring.driver.value)",
        "Rb\(column) t00_b\(place) sense\(column) \(wiring.driver.value)",
        "Vb\(column) sense\(column) 0 0",
      ]
    }
    lines += [
      ".options reltol=1e-9 abstol=1e-18 vntol=1e-14 gmin=1e-18 itl1=500", ".control",
      "set numdgt=15", "op",
    ]
    lines += (0..<16).map { "let sum\($0) = i(vb\($0))\nprint sum\($0)" }
    lines += [".endc", ".end", ""]
    try lines.joined(separator: "\n").write(
      toFile: "\(folder)/columns.cir", atomically: true, encoding: .utf8)
    let output = try NgspiceRun.batch("columns.cir", from: folder)
    return output.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      return words.count == 3 && words[0].hasPrefix("sum") && words[1] == "="
        ? Double(words[2]) : nil
    }
  }
}
