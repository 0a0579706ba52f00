import CrossbarCore
import CrossbarSolver
import Testing

/// Tiles of which cells were changed, against the same tiles solved afresh and by a sparse LU.
@Suite struct UpdateTests {
  /// From 1 × 1 to several blocks; some of one unit, some of many.
  static let shapes = [(1, 1), (1, 40), (30, 1), (8, 8), (20, 33), (64, 64), (90, 150), (140, 70)]

  /// A cell that conducts, of any of the values there are.
  static func conductance(_ dice: inout Dice) -> Double {
    switch dice.below(8) {
    case 0: 1e3
    case 1: 1e-15
    case 2: 0
    case 3: 1 / dice.decades(-3, 15)
    default: 1 / dice.decades(2, 9)
    }
  }

  /// Ordinary devices: LRS, HRS, and anything between 10² and 10⁹ ohm.
  @Test func ordinaryChangesAreFreshSolves() throws {
    var dice = Dice(21)
    var largest = 0.0
    for (rows, columns) in Self.shapes {
      for ohms in [0.1, 1, 100] {
        var tile = dice.plainTile(rows, columns, ohms: ohms)
        var effective = try EffectiveConductance(tile, keepsBlocks: true)
        // More than may be pending, some cells more than once.
        for turn in 0..<20 {
          let (row, column) = (dice.below(rows), dice.below(columns))
          let value = turn % 3 == 0 ? 1 / 520 : turn % 3 == 1 ? 1e-6 : 1 / dice.decades(2, 9)
          tile.cellConductance[row, column] = value
          try effective.update(row: row, column: column, conductance: value)
          if turn % 7 > 1, turn < 17 { continue }
          let fresh = try EffectiveConductance(tile)
          let difference = worst(effective.matrix.elements, fresh.matrix.elements)
          largest = max(largest, difference)
          #expect(difference < 1e-12, "\(rows) × \(columns), \(ohms) ohm, change \(turn)")
        }
      }
    }
    print("updates: ordinary changes differ by \(largest) from fresh solves")
    #expect(largest > 0)
  }

  /// Shorts put in and taken out, cells removed, on tiles of any kind.
  @Test func anyChangesAreFreshSolves() throws {
    var dice = Dice(22)
    var largest = 0.0
    for (rows, columns) in Self.shapes {
      for hasExtremes in [false, true] {
        var tile = dice.anyTile(rows, columns, hasExtremes: hasExtremes)
        var effective = try EffectiveConductance(tile, keepsBlocks: true)
        var changed: [(Int, Int)] = []
        for turn in 0..<24 {
          // Half of them where one was before.
          let again = !changed.isEmpty && dice.unit() < 0.5
          let cell =
            again
            ? changed[dice.below(changed.count)] : (dice.below(rows), dice.below(columns))
          changed.append(cell)
          let value = Self.conductance(&dice)
          var next = tile
          next.cellConductance[cell.0, cell.1] = value
          do {
            try effective.update(row: cell.0, column: cell.1, conductance: value)
          } catch {
            // The last way of a wire to anything: refused afresh as well, and the old values stay.
            #expect(throws: Diagnostics.self) { _ = try EffectiveConductance(next) }
            #expect(effective.tile == tile)
            continue
          }
          tile = next
          if turn % 4 > 1 { continue }
          let fresh = try EffectiveConductance(tile)
          let difference = worst(effective.matrix.elements, fresh.matrix.elements)
          largest = max(largest, difference)
          #expect(difference < 1e-11, "\(rows) × \(columns), change \(turn) to \(value)")
        }
        #expect(effective.tile == tile)
      }
    }
    print("updates: any changes differ by \(largest) from fresh solves")
  }

  /// After changes that are still pending: the whole admittance, currents, and voltages everywhere.
  @Test(.enabled(if: Reference.python != nil, Reference.missing))
  func everythingFollows() throws {
    var dice = Dice(23)
    var tiles: [WireTile] = []
    var found: [EffectiveConductance] = []
    var inputs: [Matrix<Double>] = []
    for (rows, columns) in Self.shapes.dropFirst(3) {
      let tile = dice.anyTile(rows, columns)
      var effective = try EffectiveConductance(tile, keepsBlocks: true)
      for _ in 0..<6 {
        try effective.update(
          row: dice.below(rows), column: dice.below(columns),
          conductance: 1 / dice.decades(-3, 15))
      }
      found.append(effective)
      tiles.append(effective.tile)
      inputs.append(dice.matrix(1, effective.driven.count) { $0.unit() })
    }
    let matrices = try Reference.solve(.splu, tiles)
    let voltages = try Reference.solve(.voltages, tiles, inputs: inputs)
    for (index, effective) in found.enumerated() {
      let name: Comment = "tile \(index)"
      let difference = worst(effective.matrix.elements, matrices[index])
      #expect(difference < 1e-9, "tile \(index): \(difference)")
      let fresh = try EffectiveConductance(tiles[index])
      #expect(worst(effective.admittance().elements, fresh.admittance().elements) < 1e-11, name)
      let solution = try effective.solution(input: inputs[index].elements)
      #expect(
        worst(solution.rowVoltage.elements + solution.columnVoltage.elements, voltages[index])
          < 1e-9, name)
      let currents = try effective.currents(inputs: inputs[index])
      for (column, sensed) in effective.sensedTerminals.enumerated() {
        let current = -solution.terminalCurrent[sensed]
        #expect(abs(currents[0, column] - current) <= 1e-10 * abs(current), name)
      }
    }
    // The tiles as they were would not have passed.
    var before = tiles[0]
    before.cellConductance[0, 0] *= 1.001
    #expect(worst(try EffectiveConductance(before).matrix.elements, matrices[0]) > 1e-9)
  }

  /// By hand: one cell between two wires, and back to the value it had.
  @Test func oneCell() throws {
    let tile = WireTile(
      cellConductance: Matrix(rows: 1, columns: 1, elements: [0.01]), rowSegment: 1,
      columnSegment: 1, left: .driven(through: 10), bottom: .sensed(through: 20))
    var effective = try EffectiveConductance(tile, keepsBlocks: true)
    for ohms in [200.0, 1e-3, 1e9, 50] {
      try effective.update(row: 0, column: 0, conductance: 1 / ohms)
      #expect(abs(effective.matrix[0, 0] * (30 + ohms) - 1) < 1e-12)
    }
    try effective.update(row: 0, column: 0, conductance: 0)
    #expect(effective.matrix[0, 0] == 0)
    try effective.update(row: 0, column: 0, conductance: 0.01)
    #expect(abs(effective.matrix[0, 0] * 130 - 1) < 1e-14)
  }
}
