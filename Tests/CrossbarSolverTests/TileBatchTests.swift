import CrossbarCore
import Testing

@testable import CrossbarSolver

/// Arrays solved side by side, against a sparse LU, against a plain evaluation, and against each other.
@Suite struct TileBatchTests {
  static let shapes = [
    (1, 1), (1, 20), (20, 1), (2, 3), (5, 5), (7, 11), (33, 18), (32, 32), (70, 45),
  ]

  /// The same ends with other values throughout.
  static func variants(_ tile: WireTile, _ count: Int, _ dice: inout Dice) -> [WireTile] {
    var result = [tile]
    func vary(_ ends: [WireTile.End], _ dice: inout Dice) -> [WireTile.End] {
      var result: [WireTile.End] = []
      for end in ends {
        let ohms = dice.decades(-1, 3)
        switch end {
        case .open: result.append(.open)
        case .driven: result.append(.driven(through: ohms))
        case .sensed: result.append(.sensed(through: ohms))
        case .grounded: result.append(.grounded(through: ohms))
        }
      }
      return result
    }
    for _ in 1..<max(count, 1) {
      var other = dice.anyTile(tile.rows, tile.columns)
      other.left = vary(tile.left, &dice)
      other.right = vary(tile.right, &dice)
      other.top = vary(tile.top, &dice)
      other.bottom = vary(tile.bottom, &dice)
      result.append(other)
    }
    return result
  }

  @Test(.enabled(if: Reference.python != nil, Reference.missing))
  func effectiveConductancesAreTheSparseLUs() throws {
    var dice = Dice(31)
    var largest = (0.0, 0.0)
    var shapes = Self.shapes + [(128, 128)]
    for _ in 0..<20 { shapes.append((1 + dice.below(30), 1 + dice.below(30))) }
    var batches: [[WireTile]] = []
    var extremes: [Bool] = []
    for shape in shapes {
      extremes.append(shape.0 < 30 && dice.below(3) == 0)
      let tile = dice.anyTile(shape.0, shape.1, hasExtremes: extremes.last ?? false)
      batches.append(Self.variants(tile, shape.0 > 60 ? 1 : 3, &dice))
    }
    var expected = try Reference.solve(.splu, batches.flatMap { $0 })[...]
    for (tiles, hasExtremes) in zip(batches, extremes) {
      let found = try TileBatch(tiles).effectiveConductances()
      let theirs = Array(expected.prefix(tiles.count))
      expected = expected.dropFirst(tiles.count)
      for (index, matrix) in found.enumerated() {
        let difference = worst(matrix.elements, theirs[index])
        let isExtreme = hasExtremes && index == 0
        if isExtreme {
          largest.1 = max(largest.1, difference)
        } else {
          largest.0 = max(largest.0, difference)
        }
        #expect(
          difference < (isExtreme ? 1e-6 : 1e-9),
          "\(tiles[0].rows) × \(tiles[0].columns), array \(index): \(difference)")
      }
      if tiles.count > 1 { #expect(worst(found[0].elements, theirs[1]) > 1e-9) }
    }
    print("batch: largest relative difference \(largest.0); with opens and shorts \(largest.1)")
  }

  /// Voltages of all nodes and currents of all terminals, with sources in all cells.
  @Test(.enabled(if: Reference.python != nil, Reference.missing))
  func sourcesAndVoltagesAreTheSparseLUs() throws {
    var dice = Dice(32)
    var largest = 0.0
    var batches: [([WireTile], [[Double]], [Matrix<Double>])] = []
    for shape in Self.shapes {
      let tiles = Self.variants(dice.anyTile(shape.0, shape.1), 3, &dice)
      let (volts, sources) = try Self.inputs(TileBatch(tiles), &dice)
      batches.append((tiles, volts, sources))
    }
    var answers = try Reference.solve(
      .sources, batches.flatMap(\.0),
      inputs: zip(batches.flatMap(\.1), batches.flatMap(\.2)).map {
        Matrix(rows: 1, columns: $0.count + $1.elements.count, elements: $0 + $1.elements)
      })[...]
    for (tiles, volts, sources) in batches {
      let batch = try TileBatch(tiles)
      let shape = (tiles[0].rows, tiles[0].columns)
      let expected = Array(answers.prefix(3))
      answers = answers.dropFirst(3)
      let solutions = try batch.solutions(terminalVoltages: volts, cellSources: sources)
      let brief = try batch.cellSolutions(terminalVoltages: volts, cellSources: sources)
      for (index, solution) in solutions.enumerated() {
        let found =
          solution.rowVoltage.elements + solution.columnVoltage.elements + solution.terminalCurrent
        // Relative to the largest: voltages cross zero.
        let voltages = found.count - solution.terminalCurrent.count
        for part in [0..<voltages, voltages..<found.count] {
          let scale = expected[index][part].map { abs($0) }.max() ?? 0
          let difference = zip(found[part], expected[index][part]).map { abs($0 - $1) }.max() ?? 0
          largest = max(largest, difference / scale)
          #expect(difference < 1e-10 * scale, "\(shape), array \(index): \(difference / scale)")
        }
        #expect(found.count == expected[index].count)
        #expect(brief[index].cellVoltage == solution.cellVoltage)
        #expect(brief[index].terminalCurrent == solution.terminalCurrent)
        #expect(abs(solution.powerIn - solution.powerDissipated) < 1e-9 * solution.wirePower)
        #expect(abs(found[0] - (expected[(index + 1) % 3].first ?? 0)) > 1e-10)
      }
    }
    print("batch with sources: largest difference \(largest) of the largest value")
  }

  @Test func aPlainEvaluationGivesTheSameBits() throws {
    var dice = Dice(33)
    for shape in Self.shapes {
      let tiles = Self.variants(dice.anyTile(shape.0, shape.1), 2, &dice)
      let batch = try TileBatch(tiles)
      let program = TileProgram.program(for: TileFrame(tiles[0]))
      let (volts, sources) = Self.inputs(batch, &dice)
      let effective = try batch.effectiveConductances()
      let solutions = try batch.solutions(terminalVoltages: volts, cellSources: sources)
      for (index, tile) in tiles.enumerated() {
        let plain = PlainElimination(
          program, inputs: tile.cellConductance.elements + TileInputs.wires(of: tile))
        let driven = batch.drivenTerminals.map { Int(program.terminalRanks[$0]) }
        let sensed = batch.sensedTerminals.map { Int(program.terminalRanks[$0]) }
        #expect(
          effective[index].elements
            == driven.flatMap { row in
              sensed.map { plain.conductance(row, $0) }
            })
        let count = program.outside + 2 * shape.0 * shape.1
        var nodes = Array(repeating: 0.0, count: count)
        var amperes = nodes
        for (rank, value) in zip(program.terminalRanks, volts[index]) { nodes[Int(rank)] = value }
        for (cell, value) in sources[index].elements.enumerated() {
          amperes[Int(program.ranks[cell])] -= value
          amperes[Int(program.ranks[shape.0 * shape.1 + cell])] += value
        }
        nodes = plain.voltages(nodes, amperes)
        let found = solutions[index].rowVoltage.elements + solutions[index].columnVoltage.elements
        #expect(found == program.ranks.map { nodes[Int($0)] })
      }
    }
  }

  /// Alone, in any lane, in any company: the same bits.
  @Test func lanesAreIndependent() throws {
    var dice = Dice(34)
    for shape in [(1, 1), (6, 9), (20, 13)] {
      let tiles = Self.variants(dice.anyTile(shape.0, shape.1), 19, &dice)
      let batch = try TileBatch(tiles)
      let (volts, sources) = Self.inputs(batch, &dice)
      let effective = try batch.effectiveConductances()
      let admittances = try batch.admittances()
      let solutions = try batch.cellSolutions(terminalVoltages: volts, cellSources: sources)
      let reversed = try TileBatch(tiles.reversed())
      #expect(try reversed.effectiveConductances() == effective.reversed())
      #expect(try reversed.admittances() == admittances.reversed())
      for index in tiles.indices {
        let alone = try TileBatch([tiles[index]])
        #expect(try alone.effectiveConductances() == [effective[index]])
        let solution = try alone.cellSolutions(
          terminalVoltages: [volts[index]], cellSources: [sources[index]])[0]
        #expect(solution.cellVoltage == solutions[index].cellVoltage)
        #expect(solution.terminalCurrent == solutions[index].terminalCurrent)
      }
      // Cells given apart from the wires.
      let cells = tiles.map(\.cellConductance)
      let shared = try TileBatch(wires: tiles[3], cellConductances: cells)
      #expect(try shared.effectiveConductances()[3] == effective[3])
      #expect(try shared.effectiveConductances()[4] != effective[4])
    }
  }

  @Test func admittances() throws {
    var dice = Dice(35)
    for shape in Self.shapes {
      let tile = dice.anyTile(shape.0, shape.1)
      let batch = try TileBatch([tile])
      let (admittance, effective) = try (
        batch.admittances()[0], batch.effectiveConductances()[0]
      )
      let one = try EffectiveConductance(tile)
      #expect(worst(admittance.elements, one.admittance().elements) < 1e-12)
      #expect(batch.terminals == one.terminals)
      for (row, driven) in batch.drivenTerminals.enumerated() {
        for (column, sensed) in batch.sensedTerminals.enumerated() {
          #expect(admittance[driven, sensed] == -effective[row, column])
          #expect(admittance[sensed, driven] == -effective[row, column])
        }
      }
    }
  }

  /// An upper bound, though not an empty one.
  @Test func theForecastCoversTheProgram() {
    var dice = Dice(37)
    for shape in Self.shapes + [(1, 300), (300, 1), (50, 7)] {
      for tile in [
        dice.plainTile(shape.0, shape.1, ohms: 1), dice.anyTile(shape.0, shape.1),
        WireTile(
          cellConductance: Matrix(rows: shape.0, columns: shape.1, repeating: 1), rowSegment: 1,
          columnSegment: 1, left: .driven(through: 1), right: .driven(through: 1),
          top: .sensed(through: 1), bottom: .grounded(through: 1)),
      ] {
        let frame = TileFrame(tile)
        let program = TileProgram.program(for: frame)
        let values = program.arena + frame.inputs + program.widest
        let lists =
          4 * (program.nodes.count + program.maps.count + program.neighbours.count)
          + 2 * (program.targets.count + program.spokes.count)
        let forecast = BatchForecast(frame)
        #expect(forecast.peak(.effective) >= 64 * values + lists)
        let all = values + program.shares + program.inverses + 2 * frame.nodes
        #expect(forecast.peak(.solution) >= 64 * all + lists)
        #expect(forecast.peak(.solution) < 64 * 8 * all)
      }
    }
  }

  /// A source at one cell moves another's voltage as one there moves this.
  @Test func reciprocity() throws {
    var dice = Dice(36)
    let tile = dice.anyTile(9, 14)
    var sources = Array(
      repeating: Matrix(rows: 9, columns: 14, repeating: 0.0), count: 2)
    sources[0][1, 2] = 1e-3
    sources[1][7, 11] = 1e-3
    let batch = try TileBatch([tile, tile])
    let quiet = Array(repeating: 0.0, count: batch.terminals.count)
    let found = try batch.cellSolutions(terminalVoltages: [quiet, quiet], cellSources: sources)
    let (there, back) = (found[0].cellVoltage[7, 11], found[1].cellVoltage[1, 2])
    #expect(there != 0)
    #expect(abs(there / back - 1) < 1e-9)
  }

  static func inputs(_ batch: TileBatch, _ dice: inout Dice) -> ([[Double]], [Matrix<Double>]) {
    let frame = batch.frame
    var volts: [[Double]] = []
    var sources: [Matrix<Double>] = []
    for _ in 0..<batch.count {
      volts.append(batch.terminals.map { _ in dice.unit() - 0.3 })
      sources.append(dice.matrix(frame.rows, frame.columns) { ($0.unit() - 0.5) * 1e-3 })
    }
    return (volts, sources)
  }
}
