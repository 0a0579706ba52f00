import CrossbarCore
import CrossbarSolver
import Testing

/// What a batch refuses, and that it says which array it is about.
@Suite struct TileBatchRefusalTests {
  @Test func badArrays() throws {
    var dice = Dice(41)
    let good = dice.plainTile(5, 6, ohms: 1)
    func refused(_ change: (inout WireTile) -> Void) -> [String] {
      var tile = good
      change(&tile)
      return findings { _ = try TileBatch([good, good, tile]) }
    }
    #expect(refused { _ in } == [])
    for value in [-1, .nan, .infinity, 1e-31, 1e31] {
      #expect(refused { $0.cellConductance[2, 3] = value } == ["solver/value array 2"])
    }
    #expect(refused { $0.rowSegments[2, 3] = -1 } == ["solver/value array 2"])
    #expect(refused { $0.left[1] = .open } == ["solver/ends array 2"])
    #expect(refused { $0.left.removeLast() } == ["solver/ends array 2"])
    #expect(
      refused { $0.cellConductance = Matrix(rows: 4, columns: 6, repeating: 1) }
        == ["solver/shape array 2"])
    #expect(
      refused { $0.rowSegments = Matrix(rows: 5, columns: 6, repeating: 1) }
        == ["solver/shape array 2"])
    #expect(findings { _ = try TileBatch([]) } == ["solver/empty "])
    let empty = Matrix<Double>(rows: 0, columns: 3, elements: [])
    #expect(
      findings { _ = try TileBatch(wires: good, cellConductances: [empty]) }
        == ["solver/empty array 0"])
    // Two wires of the same batch, of which the second floats.
    var loose = good
    loose.left[2] = .open
    var dead = loose
    for column in 0..<6 { dead.cellConductance[2, column] = 0 }
    #expect(findings { _ = try TileBatch([loose, dead]) } == ["solver/floating array 1"])
    #expect(
      findings {
        _ = try TileBatch(
          wires: loose, cellConductances: [loose.cellConductance, dead.cellConductance])
      } == ["solver/floating array 1"])
    let negative = good.cellConductance.map { -$0 }
    let many = findings {
      _ = try TileBatch(wires: good, cellConductances: Array(repeating: negative, count: 30))
    }
    #expect(many.count == 10 * 11 + 1)
    #expect(many.last == "solver/arrays ")
  }

  @Test func badInputs() throws {
    var dice = Dice(42)
    let tile = dice.plainTile(5, 6, ohms: 1)
    let batch = try TileBatch([tile, tile])
    let volts = Array(repeating: Array(repeating: 0.1, count: 11), count: 2)
    let sources = Array(repeating: Matrix(rows: 5, columns: 6, repeating: 0.0), count: 2)
    func refused(_ volts: [[Double]], _ sources: [Matrix<Double>]) -> [String] {
      findings { _ = try batch.solutions(terminalVoltages: volts, cellSources: sources) }
    }
    #expect(refused(volts, sources) == [])
    #expect(refused(volts, []) == [])
    #expect(refused([volts[0]], sources) == ["solver/inputs "])
    #expect(refused([volts[0], [1]], sources) == ["solver/inputs array 1"])
    #expect(
      refused([volts[0], volts[0].map { _ in .nan }], sources) == ["solver/inputs array 1"])
    #expect(refused(volts, [sources[0]]) == ["solver/sources "])
    #expect(
      refused(volts, [sources[0], Matrix(rows: 6, columns: 5, repeating: 0)])
        == ["solver/sources array 1"])
    #expect(
      refused(volts, [sources[0], sources[0].map { _ in .infinity }])
        == ["solver/sources array 1"])
  }

  @Test func memoryIsForecast() throws {
    var dice = Dice(43)
    let tile = dice.plainTile(40, 40, ohms: 1)
    #expect(
      findings { _ = try TileBatch([tile], memoryLimit: 1_000_000) } == ["solver/memory "])
    let batch = try TileBatch([tile], memoryLimit: 9_000_000)
    #expect(
      findings {
        _ = try batch.cellSolutions(
          terminalVoltages: [Array(repeating: 0, count: batch.terminals.count)])
      } == ["solver/memory "])
    #expect(try batch.effectiveConductances().count == 1)
  }

  /// Identifier and array of what is thrown.
  private func findings(_ body: () throws -> Void) -> [String] {
    do {
      try body()
      return []
    } catch {
      return (error as? Diagnostics)?.all.map { "\($0.id) \($0.location?.file ?? "")" }
        ?? ["\(error)"]
    }
  }
}
