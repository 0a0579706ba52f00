import CrossbarCore
import CrossbarSolver
import Testing

@Suite struct TileBatchTests {
  static let shapes = [(1, 1), (1, 20), (20, 1), (7, 11), (33, 18), (32, 32), (70, 45)]

  @Test func quick() throws {
    var dice = Dice(31)
    for shape in Self.shapes {
      let tile = dice.anyTile(shape.0, shape.1)
      let batch = try TileBatch([tile])
      let one = try EffectiveConductance(tile)
      let difference = try worst(
        batch.effectiveConductances()[0].elements, one.matrix.elements)
      let other = try worst(batch.admittances()[0].elements, one.admittance().elements)
      let input = one.driven.map { _ in dice.unit() }
      var volts = Array(repeating: 0.0, count: one.terminals.count)
      for (index, value) in zip(one.drivenTerminals, input) { volts[index] = value }
      let solution = try one.solution(input: input)
      let mine = try batch.solutions(terminalVoltages: [volts])[0]
      print(
        shape, difference, other, worst(mine.rowVoltage.elements, solution.rowVoltage.elements),
        worst(mine.cellCurrent.elements, solution.cellCurrent.elements),
        worst(mine.terminalCurrent, solution.terminalCurrent),
        mine.powerIn / mine.powerDissipated - 1)
    }
  }
}
