import CrossbarArray
import CrossbarCore
import CrossbarDevices
import CrossbarSimulation
import CrossbarSolver
import Testing

/// I = aV + bV|V| + cV³.
private struct PolynomialLaw: CellLaw {
  var a: Double
  var b: Double
  var c: Double

  func current(_ v: Double) -> (current: Double, slope: Double) {
    (a * v + b * v * v.magnitude + c * v * v * v, a + 2 * b * v.magnitude + 3 * c * v * v)
  }
}

@Suite("Tiles with non-linear cells")
struct NonlinearTileTests {
  private static let shapes = [(1, 1), (1, 5), (4, 1), (3, 3), (2, 6), (5, 4)]

  private func wires(_ dice: inout TileDice, _ rows: Int, _ columns: Int) -> WireTile {
    func end(_ dice: inout TileDice) -> WireTile.End {
      let ohms = dice.decades(-1, 2)
      return [
        .open, .open, .driven(through: ohms), .sensed(through: ohms), .grounded(through: ohms),
      ][dice.below(5)]
    }
    var tile = WireTile(
      cellConductance: Matrix(rows: rows, columns: columns, repeating: 1), rowSegment: 1,
      columnSegment: 1, left: .driven(through: 2), bottom: .sensed(through: 3))
    tile.rowSegments = dice.matrix(rows, columns - 1) { $0.decades(-1, 2) }
    tile.columnSegments = dice.matrix(rows - 1, columns) { $0.decades(-1, 2) }
    for row in 1..<max(rows, 1) { tile.left[row] = end(&dice) }
    for row in 0..<rows { tile.right[row] = end(&dice) }
    for column in 0..<columns { tile.top[column] = end(&dice) }
    for column in 1..<max(columns, 1) { tile.bottom[column] = end(&dice) }
    return tile
  }

  @Test(
    "the same currents as SciPy", .enabled(if: TileReference.python != nil, TileReference.missing))
  func scipy() throws {
    var dice = TileDice(1)
    let device = try Paper.device()
    let model = CompactModel(device)
    var cases: [[String: Any]] = []
    var found: [NonlinearSolution] = []
    for (rows, columns) in Self.shapes {
      let tile = wires(&dice, rows, columns)
      let count = try NonlinearTile(
        wires: tile, laws: Matrix(rows: rows, columns: columns, repeating: OhmicLaw(conductance: 1))
      ).terminals.count
      let volts = (0..<count).map { _ in 4 * dice.unit() - 2 }
      var polynomial = TileReference.wires(tile, volts)
      let laws = (0..<rows * columns).map { _ in
        PolynomialLaw(a: dice.decades(-8, -3), b: dice.decades(-6, -2), c: dice.decades(-5, -2))
      }
      polynomial["law"] = "polynomial"
      polynomial["cells"] = laws.map { [$0.a, $0.b, $0.c] }
      cases.append(polynomial)
      found.append(
        try NonlinearTile(
          wires: tile, laws: Matrix(rows: rows, columns: columns, elements: laws)
        ).solve(volts))
      var memristors = TileReference.wires(tile, volts)
      let cells = (0..<rows * columns).map { _ in
        (dice.decades(2, 4), dice.decades(4.5, 7), [0, 1, dice.unit()][dice.below(3)])
      }
      memristors["law"] = "model"
      memristors["cells"] = cells.map {
        [$0.0, $0.1, $0.2, device.constants.readReference, device.constants.smoothing]
      }
      cases.append(memristors)
      let conductions = cells.map {
        model.conduction(
          state: $0.2, device: DeviceSample(vSet: 1, vReset: 1, rLRS: $0.0, rHRS: $0.1))
      }
      found.append(
        try NonlinearTile(
          wires: tile, laws: Matrix(rows: rows, columns: columns, elements: conductions)
        ).solve(volts))
    }
    let expected = try TileReference.solve(cases)
    var worst = 0.0
    var steps = 0
    for (index, (solution, expected)) in zip(found, expected).enumerated() {
      let currents = solution.cellCurrent.elements + solution.terminalCurrent
      let largest = expected.reduce(0) { max($0, $1.magnitude) }
      let difference = worstDifference(currents, expected, floor: 1e-6 * largest)
      #expect(difference < 1e-8, "case \(index)")
      #expect(
        solution.convergence.isReached && solution.convergence.iterations < 30,
        "case \(index): \(solution.convergence)")
      worst = max(worst, difference)
      steps = max(steps, solution.convergence.iterations)
    }
    print("non-linear tiles against SciPy: \(worst), at most \(steps) steps")
  }

  /// Laws without any slope at 0 V, steep ones beside opens, poor wires, 20 V: what goes in comes out, and it settles.
  @Test("settles from anywhere, and currents sum to zero")
  func settles() throws {
    var dice = TileDice(3)
    var steps = 0
    for round in 0..<40 {
      let (rows, columns) = (1 + dice.below(9), 1 + dice.below(9))
      var tile = wires(&dice, rows, columns)
      // No ground, so that the terminals' currents are all.
      for side in WireTile.Side.allCases {
        let ends = tile.ends(side).map { end in
          if case .grounded(let ohms) = end { WireTile.End.driven(through: ohms) } else { end }
        }
        switch side {
        case .left: tile.left = ends
        case .right: tile.right = ends
        case .top: tile.top = ends
        case .bottom: tile.bottom = ends
        }
      }
      let laws = (0..<rows * columns).map { _ in
        switch (round + dice.below(2)) % 4 {
        case 0: PolynomialLaw(a: 0, b: dice.decades(-9, -2), c: 0)
        case 1: PolynomialLaw(a: 0, b: 0, c: dice.decades(-6, 1))
        case 2: PolynomialLaw(a: dice.decades(-15, 3), b: 0, c: 0)
        default:
          PolynomialLaw(
            a: dice.decades(-9, -2), b: dice.decades(-6, -2), c: dice.decades(-6, 0))
        }
      }
      let nonlinear = try NonlinearTile(
        wires: tile, laws: Matrix(rows: rows, columns: columns, elements: laws))
      let solution = try nonlinear.solve(
        nonlinear.terminals.map { _ in 40 * dice.unit() - 20 })
      #expect(solution.convergence.isReached, "round \(round): \(solution.convergence)")
      let currents = solution.terminalCurrent
      let largest = currents.reduce(0) { max($0, $1.magnitude) }
      #expect(currents.reduce(0, +).magnitude <= 1e-9 * largest, "round \(round): \(currents)")
      steps = max(steps, solution.convergence.iterations)
    }
    print("laws of any kind settle in at most \(steps) steps")
  }
}
