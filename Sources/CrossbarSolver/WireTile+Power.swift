internal import CrossbarCore

extension WireTile {
  /// Watts turned into heat in segments, drivers and sense resistances.
  ///
  /// - Parameters:
  ///   - rowVolts: at every cell's node on its row, rows × columns.
  ///   - columnVolts: the same on its column.
  ///   - terminal: of every driven or sensed end, by side and line.
  func wirePower(
    _ rowVolts: Matrix<Double>, _ columnVolts: Matrix<Double>, _ terminal: [Double]
  ) -> Double {
    var sum = 0.0
    for row in 0..<rows {
      for column in 1..<max(columns, 1) {
        let volts = rowVolts[row, column] - rowVolts[row, column - 1]
        sum += volts * volts / rowSegments[row, column - 1]
      }
    }
    for row in 1..<max(rows, 1) {
      for column in 0..<columns {
        let volts = columnVolts[row, column] - columnVolts[row - 1, column]
        sum += volts * volts / columnSegments[row - 1, column]
      }
    }
    var next = 0
    for side in Side.allCases {
      for (line, end) in ends(side).enumerated() {
        var beyond = 0.0
        switch end {
        case .open: continue
        case .grounded: break
        case .driven, .sensed:
          beyond = terminal[next]
          next += 1
        }
        let node =
          switch side {
          case .left: rowVolts[line, 0]
          case .right: rowVolts[line, columns - 1]
          case .top: columnVolts[0, line]
          case .bottom: columnVolts[rows - 1, line]
          }
        sum += (node - beyond) * (node - beyond) * end.conductance
      }
    }
    return sum
  }
}
