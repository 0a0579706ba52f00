import CrossbarCore
import CrossbarSolver
import Testing

/// Output currents at every size, against a sparse LU refined with residuals of 80 bits and against badcrossbar: too slow
/// for a debug build.
extension SolverSpeedTests {
  @Test(
    .enabled(if: Reference.python != nil, Peer.missing),
    arguments: [(32, 32), (64, 64), (128, 128), (256, 256), (512, 512), (1, 512), (512, 1)])
  func accuracy(rows: Int, columns: Int) throws {
    var dice = Dice(UInt64(50 + rows + columns))
    var (refined, unrefined, crossbar) = (0.0, 0.0, 0.0)
    for ohms in [0.1, 1, 10, 100] {
      let tile = dice.plainTile(rows, columns, ohms: ohms)
      let inputs = dice.matrix(1, rows) { $0.unit() }
      let found = try EffectiveConductance(tile).currents(inputs: inputs).elements
      let lu = try Peer.lu.solve(tile.cellConductance, ohms: ohms, inputs: inputs)
      refined = max(refined, worst(found, lu.currents))
      unrefined = try max(unrefined, #require(lu.figures["unrefined"]))
      // Once at the largest size: it takes ten seconds.
      if rows * columns > 256 * 256, ohms != 1 { continue }
      let peer = try Peer.badcrossbar.solve(tile.cellConductance, ohms: ohms, inputs: inputs)
      crossbar = max(crossbar, worst(found, peer.currents))
      // Other inputs give other currents.
      let other = try EffectiveConductance(tile).currents(inputs: inputs.map { $0 * 1.000_001 })
      #expect(worst(other.elements, lu.currents) > 1e-9)
    }
    print(
      "SPEED solver \(rows) × \(columns), accuracy at 0.1 … 100 ohm: \(refined) from a refined LU "
        + "(\(unrefined) before it was refined), \(crossbar) from badcrossbar")
    #expect(refined < 1e-9)
    #expect(crossbar < 1e-9)
  }

  /// Opens and shorts among the cells; badcrossbar, to which 1e15 ohm and 1e-3 are numbers like any other.
  @Test(.enabled(if: Reference.python != nil, Peer.missing), arguments: [32, 128, 256])
  func accuracyWithExtremes(side: Int) throws {
    var dice = Dice(UInt64(60 + side))
    var (refined, crossbar) = (0.0, 0.0)
    for ohms in [0.1, 10] {
      var tile = dice.plainTile(side, side, ohms: ohms)
      for _ in 0..<(side * side / 10) {
        tile.cellConductance[dice.below(side), dice.below(side)] = 1e-15
        tile.cellConductance[dice.below(side), dice.below(side)] = 1e3
      }
      let inputs = dice.matrix(1, side) { $0.unit() }
      let found = try EffectiveConductance(tile).currents(inputs: inputs).elements
      let lu = try Peer.lu.solve(tile.cellConductance, ohms: ohms, inputs: inputs)
      refined = max(refined, worst(found, lu.currents))
      let peer = try Peer.badcrossbar.solve(tile.cellConductance, ohms: ohms, inputs: inputs)
      crossbar = max(crossbar, worst(found, peer.currents))
    }
    print(
      "SPEED solver \(side) × \(side), accuracy with opens and shorts: \(refined) from a refined "
        + "LU, \(crossbar) from badcrossbar")
    #expect(refined < 1e-6)
    #expect(crossbar < 1e-6)
  }
}
