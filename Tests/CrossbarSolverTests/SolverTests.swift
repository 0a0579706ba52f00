import CrossbarCore
import CrossbarSolver
import Testing

/// Effective conductances against solvers nobody here wrote.
@Suite struct SolverTests {
  /// By hand: three resistors in series.
  @Test func oneCell() throws {
    let tile = WireTile(
      cellConductance: Matrix(rows: 1, columns: 1, elements: [0.01]), rowSegment: 1,
      columnSegment: 1, left: .driven(through: 10), bottom: .sensed(through: 20))
    let effective = try EffectiveConductance(tile)
    #expect(abs(effective.matrix[0, 0] * 130 - 1) < 1e-14)
    let solution = try effective.solution(input: [1.3])
    #expect(abs(solution.cellVoltage[0, 0] - 1) < 1e-14)
    #expect(abs(solution.powerIn - 0.013) < 1e-15)
  }

  @Test(.enabled(if: Reference.python != nil, Reference.missing))
  func sparseLUAgreesOnPlainTiles() throws {
    var dice = Dice(1)
    var tiles: [WireTile] = []
    for ohms in [0.1, 1, 10, 100] {
      for (rows, columns) in [
        (1, 1), (1, 7), (1, 40), (9, 1), (33, 1), (2, 3), (8, 8), (9, 17), (32, 32), (31, 70),
      ] {
        tiles.append(dice.plainTile(rows, columns, ohms: ohms))
      }
    }
    for (ohms, side) in [(0.1, 64), (1, 128), (100, 128)] {
      tiles.append(dice.plainTile(side, side, ohms: ohms))
    }
    try agree(tiles, .splu, 1e-9)
  }

  @Test(.enabled(if: Reference.python != nil, Reference.missing))
  func sparseLUAgreesOnAnyTiles() throws {
    var dice = Dice(2)
    let tiles = (0..<60).map { _ in
      let rows = 1 + dice.below(30)
      return dice.anyTile(rows, 1 + dice.below(30))
    }
    try agree(tiles + [dice.anyTile(67, 90), dice.anyTile(100, 20)], .splu, 1e-9)
  }

  @Test(.enabled(if: Reference.python != nil, Reference.missing))
  func sparseLUAgreesOnOpensAndShorts() throws {
    var dice = Dice(3)
    let tiles = [(5, 5), (16, 16), (32, 20)].map {
      dice.anyTile($0.0, $0.1, hasExtremes: true)
    }
    try agree(tiles, .splu, 1e-6)
  }

  /// Ninety digits: what is lost is lost by the solver, and nothing is, opens and shorts included.
  @Test(.enabled(if: Reference.python != nil, Reference.missing))
  func noDigitIsLost() throws {
    var dice = Dice(4)
    var tiles = [(1, 1), (1, 9), (9, 1), (3, 4), (6, 6), (9, 10)].map {
      dice.anyTile($0.0, $0.1, hasExtremes: true)
    }
    // Nothing but a 1e15-ohm cell leads from the shorted cells to the output.
    var tile = dice.plainTile(6, 6, ohms: 1e-3)
    for row in 0..<6 {
      for column in 0..<6 { tile.cellConductance[row, column] = column == 5 ? 1e-15 : 1e3 }
    }
    for column in 0..<5 { tile.bottom[column] = .open }
    tiles.append(tile)
    try agree(tiles, .decimal, 1e-13)
  }

  @Test(.enabled(if: Reference.python != nil, Reference.missing))
  func badcrossbarAgrees() throws {
    var dice = Dice(5)
    let tiles = [(3, 5, 1.0), (32, 32, 1), (17, 40, 10), (64, 64, 0.1)].map {
      dice.plainTile($0.0, $0.1, ohms: $0.2)
    }
    let inputs = tiles.map { tile in dice.matrix(3, tile.rows) { $0.unit() - 0.3 } }
    let expected = try Reference.solve(.badcrossbar, tiles, inputs: inputs)
    for index in tiles.indices {
      let found = try EffectiveConductance(tiles[index]).currents(inputs: inputs[index])
      let difference = worst(found.elements, expected[index])
      #expect(difference < 1e-9, "tile \(index): \(difference)")
    }
  }

  /// All tiles agree, and the first would not if one conductance of it were different.
  private func agree(_ tiles: [WireTile], _ method: Reference.Method, _ limit: Double) throws {
    let expected = try Reference.solve(method, tiles)
    var largest = 0.0
    for (index, tile) in tiles.enumerated() {
      let effective = try EffectiveConductance(tile)
      let difference = worst(effective.matrix.elements, expected[index])
      largest = max(largest, difference)
      #expect(
        difference < limit, "tile \(index), \(tile.rows) × \(tile.columns): \(difference)")
    }
    print("\(method): largest relative difference \(largest) in \(tiles.count) tiles")
    guard var changed = tiles.first, let first = expected.first else { return }
    changed.cellConductance[0, 0] *= 1.001
    let effective = try EffectiveConductance(changed)
    #expect(worst(effective.matrix.elements, first) > limit)
  }
}
