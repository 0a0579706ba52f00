internal import CrossbarCore

/// The conductances between one array's terminals, and from them to ground.
struct TerminalConductances {
  /// Siemens, terminals × terminals in their public order; 0 on the diagonal.
  private let between: Matrix<Double>
  private let toGround: [Double]

  init(_ lanes: TileLanes, _ lane: Int) {
    let ranks = lanes.program.terminalRanks.map(Int.init)
    let source = lanes.conductances
    func value(_ a: Int, _ b: Int) -> Double {
      source[TileDissection.place(a, b) * TileLanes.lanes + lane]
    }
    var between = Matrix(rows: ranks.count, columns: ranks.count, repeating: 0.0)
    for row in ranks.indices {
      for column in 0..<row {
        let siemens = value(ranks[row], ranks[column])
        between[row, column] = siemens
        between[column, row] = siemens
      }
    }
    self.between = between
    let ground = lanes.program.outside - 1
    toGround = ranks.map { ground == ranks.count ? value(ground, $0) : 0 }
  }

  var isFinite: Bool {
    between.elements.allSatisfy(\.isFinite) && toGround.allSatisfy(\.isFinite)
  }

  var admittance: Matrix<Double> {
    var result = between.map { -$0 }
    for row in 0..<between.rows {
      result[row, row] = between.row(row).reduce(0, +) + toGround[row]
    }
    return result
  }

  /// Amperes into the terminals at these voltages: Σ g (V − V′), which cancels nothing where all are alike.
  func currents(_ volts: [Double]) -> [Double] {
    volts.indices.map { row in
      var sum = toGround[row] * volts[row]
      for column in volts.indices { sum += between[row, column] * (volts[row] - volts[column]) }
      return sum
    }
  }
}
