import CrossbarCore
import CrossbarSolver
import Testing

/// What must hold whatever the tile, and what is refused.
@Suite struct TilePropertyTests {
  static let shapes = [(1, 1), (1, 20), (20, 1), (7, 11), (33, 18), (90, 75), (70, 130)]

  @Test(.enabled(if: Reference.python != nil, Reference.missing))
  func voltagesAreTheSparseLUs() throws {
    var dice = Dice(11)
    let tiles = Self.shapes.map { dice.anyTile($0.0, $0.1) }
    var inputs: [Matrix<Double>] = []
    var solutions: [TileSolution] = []
    for tile in tiles {
      let effective = try EffectiveConductance(tile)
      let input = effective.driven.map { _ in dice.unit() }
      inputs.append(Matrix(rows: 1, columns: input.count, elements: input))
      solutions.append(try effective.solution(input: input))
    }
    let expected = try Reference.solve(.voltages, tiles, inputs: inputs)
    for (index, solution) in solutions.enumerated() {
      let found = solution.rowVoltage.elements + solution.columnVoltage.elements
      let difference = worst(found, expected[index])
      #expect(difference < 1e-9, "tile \(index): \(difference)")
    }
    var wrong = solutions[3].rowVoltage.elements + solutions[3].columnVoltage.elements
    wrong.swapAt(0, wrong.count - 1)
    #expect(worst(wrong, expected[3]) > 1e-9)
  }

  /// Power in is power dissipated, cells obey Ohm, terminals' currents are the effective matrix's, and sum up.
  @Test func conservation() throws {
    var dice = Dice(12)
    for (index, shape) in Self.shapes.enumerated() {
      let tile = dice.anyTile(shape.0, shape.1, hasExtremes: index % 2 == 1)
      let effective = try EffectiveConductance(tile)
      let input = effective.driven.map { _ in dice.unit() * 2 - 1 }
      let solution = try effective.solution(input: input)
      #expect(abs(solution.powerIn / solution.powerDissipated - 1) < 1e-9, "\(shape)")
      let currents = try effective.currents(
        inputs: Matrix(rows: 1, columns: input.count, elements: input))
      let scale = currents.elements.map(abs).max() ?? 0
      for (current, terminal) in zip(currents.elements, effective.sensedTerminals) {
        #expect(abs(current + solution.terminalCurrent[terminal]) <= 1e-12 * scale)
      }
      // Kirchhoff at the nodes of the first column of an open left end: what the cell takes comes from the right.
      for row in 0..<tile.rows where tile.left[row] == .open && tile.columns > 1 {
        let volts = solution.rowVoltage[row, 1] - solution.rowVoltage[row, 0]
        let current = volts / tile.rowSegments[row, 0]
        #expect(abs(current - solution.cellCurrent[row, 0]) < 1e-12)
      }
    }
  }

  @Test func reciprocity() throws {
    var dice = Dice(13)
    for shape in Self.shapes {
      var tile = dice.anyTile(shape.0, shape.1)
      let there = try EffectiveConductance(tile)
      // Driven and sensed change places.
      let exchange = { (ends: [WireTile.End]) in
        ends.map { end -> WireTile.End in
          switch end {
          case .driven(let ohms): .sensed(through: ohms)
          case .sensed(let ohms): .driven(through: ohms)
          default: end
          }
        }
      }
      tile.left = exchange(tile.left)
      tile.right = exchange(tile.right)
      tile.top = exchange(tile.top)
      tile.bottom = exchange(tile.bottom)
      let back = try EffectiveConductance(tile)
      for row in 0..<there.matrix.rows {
        for column in 0..<there.matrix.columns {
          #expect(abs(there.matrix[row, column] / back.matrix[column, row] - 1) < 1e-13)
        }
      }
      // Mirrored along the diagonal it is another elimination of the same circuit.
      let mirrored = try EffectiveConductance(mirror(tile))
      let order = back.terminals.map { terminal -> Int in
        let side: WireTile.Side =
          switch terminal.side {
          case .left: .top
          case .right: .bottom
          case .top: .left
          case .bottom: .right
          }
        return mirrored.terminals.firstIndex(of: .init(side: side, line: terminal.line)) ?? 0
      }
      let (a, b) = (back.admittance(), mirrored.admittance())
      for row in order.indices {
        for column in order.indices {
          #expect(abs(b[order[row], order[column]] / a[row, column] - 1) < 1e-12)
        }
      }
    }
  }

  @Test func anUpdatedCellIsAFreshSolve() throws {
    var dice = Dice(14)
    var tile = dice.anyTile(90, 150)
    for keepsBlocks in [true, false] {
      var effective = try EffectiveConductance(tile, keepsBlocks: keepsBlocks)
      for conductance in [1e-3, 0, 1e3, 1e-15] {
        let (row, column) = (dice.below(90), dice.below(150))
        let before = effective.matrix
        try effective.update(row: row, column: column, conductance: conductance)
        tile.cellConductance[row, column] = conductance
        #expect(effective.tile == tile)
        let fresh = try EffectiveConductance(tile)
        #expect(worst(effective.matrix.elements, fresh.matrix.elements) < 1e-12)
        #expect(effective.matrix != before)
      }
      let kept = effective.matrix
      #expect(
        ids { try effective.update(row: 90, column: 0, conductance: 1) } == ["solver/no-cell"])
      #expect(ids { try effective.update(row: 0, column: 0, conductance: -1) } == ["solver/value"])
      #expect(effective.matrix == kept)
    }
  }

  @Test func brokenWires() throws {
    var dice = Dice(15)
    var tile = dice.plainTile(20, 20, ohms: 1)
    tile.rowSegments[4, 9] = .infinity
    let effective = try EffectiveConductance(tile)
    // What the right half of the row gets, it gets back through cells.
    #expect(effective.matrix.elements.allSatisfy { $0 > 0 && $0.isFinite })
    for column in 10..<20 { tile.cellConductance[4, column] = 0 }
    #expect(ids { _ = try EffectiveConductance(tile) } == ["solver/floating"])
  }

  @Test func refusals() throws {
    var dice = Dice(16)
    let good = dice.plainTile(5, 6, ohms: 1)
    func refused(_ change: (inout WireTile) -> Void) -> [String] {
      var tile = good
      change(&tile)
      return ids { _ = try EffectiveConductance(tile) }
    }
    #expect(refused { _ in } == [])
    for value in [-1, .nan, .infinity, 1e-31, 1e31] {
      #expect(refused { $0.cellConductance[2, 3] = value } == ["solver/value"])
    }
    for value in [-1, .nan, 0, 1e31] {
      #expect(refused { $0.rowSegments[2, 3] = value } == ["solver/value"])
      #expect(refused { $0.columnSegments[2, 3] = value } == ["solver/value"])
      #expect(refused { $0.top[1] = .grounded(through: value) } == ["solver/value"])
    }
    #expect(refused { $0.left = Array(repeating: .open, count: 5) } == ["solver/no-driven"])
    #expect(refused { $0.bottom = Array(repeating: .open, count: 6) } == ["solver/no-sensed"])
    #expect(refused { $0.left.removeLast() } == ["solver/shape"])
    #expect(
      refused { $0.rowSegments = Matrix(rows: 5, columns: 6, repeating: 1) } == ["solver/shape"])
    #expect(
      refused { tile in
        tile.left[2] = .open
        for column in 0..<6 { tile.cellConductance[2, column] = 0 }
      } == ["solver/floating"])
    for (rows, columns) in [(0, 3), (3, 0), (0, 0)] {
      let empty = Matrix<Double>(rows: rows, columns: columns, elements: [])
      let tile = WireTile(
        cellConductance: empty, rowSegment: 1, columnSegment: 1, left: .driven(through: 1),
        bottom: .sensed(through: 1))
      #expect(ids { _ = try EffectiveConductance(tile) } == ["solver/empty"])
      #expect(ids { _ = try EffectiveConductance(tile, keepsBlocks: true) } == ["solver/empty"])
    }
    // A cell joins nothing but two wires without ends.
    #expect(
      refused { tile in
        tile.left[2] = .open
        tile.bottom[3] = .open
        for column in 0..<6 where column != 3 { tile.cellConductance[2, column] = 0 }
        for row in 0..<5 where row != 2 { tile.cellConductance[row, 3] = 0 }
      } == ["solver/floating", "solver/floating"])
    #expect(
      refused { $0.columnSegments = Matrix(rows: 5, columns: 6, repeating: 1) } == ["solver/shape"])
    for change in [\WireTile.left, \WireTile.right, \WireTile.top, \WireTile.bottom] {
      #expect(refused { $0[keyPath: change].append(.open) } == ["solver/shape"])
      #expect(refused { $0[keyPath: change] = [] } == ["solver/shape"])
    }
    // All at once, ten of a kind and how many more.
    let many = refused { $0.cellConductance = Matrix(rows: 5, columns: 6, repeating: -1) }
    #expect(many.count == 11)
    let effective = try EffectiveConductance(good)
    #expect(ids { _ = try effective.solution(input: [1, 2]) } == ["solver/inputs"])
    #expect(ids { _ = try effective.solution(input: [0, 1, 2, .nan, 4]) } == ["solver/inputs"])
    #expect(ids { _ = try effective.solution(input: []) } == ["solver/inputs"])
    #expect(
      ids {
        _ = try effective.currents(inputs: Matrix(rows: 1, columns: 5, repeating: .nan))
      } == ["solver/inputs"])
    #expect(
      try effective.currents(inputs: Matrix(rows: 0, columns: 5, elements: [])).elements == [])
  }

  @Test func memoryIsForecast() throws {
    var dice = Dice(17)
    let tile = dice.plainTile(200, 200, ohms: 1)
    #expect(ids { _ = try EffectiveConductance(tile, memoryLimit: 1_000_000) } == ["solver/memory"])
    #expect(ids { _ = try EffectiveConductance(tile, memoryLimit: 100_000_000) } == [])
  }

  /// The identifiers of what is thrown, each of which must say where.
  private func ids(_ body: () throws -> Void) -> [String] {
    do {
      try body()
      return []
    } catch {
      guard let all = (error as? Diagnostics)?.all else { return ["\(error)"] }
      return all.map { finding in
        let isCount = finding.message.contains("more values")
        return finding.location == nil && !isCount ? "\(finding.id) nowhere" : finding.id
      }
    }
  }

  /// Rows become columns.
  private func mirror(_ tile: WireTile) -> WireTile {
    func transposed(_ matrix: Matrix<Double>) -> Matrix<Double> {
      var result = Matrix(rows: matrix.columns, columns: matrix.rows, repeating: 0.0)
      for row in 0..<matrix.rows {
        for column in 0..<matrix.columns { result[column, row] = matrix[row, column] }
      }
      return result
    }
    return WireTile(
      cellConductance: transposed(tile.cellConductance),
      rowSegments: transposed(tile.columnSegments), columnSegments: transposed(tile.rowSegments),
      left: tile.top, right: tile.bottom, top: tile.left, bottom: tile.right)
  }
}
