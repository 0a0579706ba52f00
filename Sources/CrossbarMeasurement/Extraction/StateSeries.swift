internal import CrossbarCore

/// The resistances of both states of one device against one axis.
struct StateSeries {
  var device: String
  /// Position and resistance, positions ascending.
  var low: [(position: Double, resistance: Double)] = []
  var high: [(position: Double, resistance: Double)] = []

  /// The series of one axis by device, in the order of appearance.
  static func devices(
    _ series: [ResistanceSeries], axis: ResistanceSeries.Axis
  ) -> [StateSeries] {
    var result: [StateSeries] = []
    var places: [String: Int] = [:]
    for one in series where one.axis == axis {
      let place = places[one.device] ?? result.count
      if place == result.count {
        places[one.device] = place
        result.append(StateSeries(device: one.device))
      }
      let points = zip(one.positions, one.resistances).filter {
        $0.isFinite && $1.isFinite && $1 > 0
      }
      switch one.state {
      case .lrs: result[place].low += points.map { ($0, $1) }
      case .hrs: result[place].high += points.map { ($0, $1) }
      case .unknown:
        axis == .cycle ? result[place].addTurns(points) : result[place].addOne(points)
      }
    }
    for place in result.indices {
      result[place].low.sort { $0.position < $1.position }
      result[place].high.sort { $0.position < $1.position }
    }
    return result
  }

  /// Reads after alternating pulses: of odd and even ones, those that begin lower (median of the first ten) are the
  /// low-resistive state. Two pulses are a cycle.
  private mutating func addTurns(_ points: [(Double, Double)]) {
    var sides: [[(Double, Double)]] = [[], []]
    for (index, point) in points.enumerated() {
      sides[index % 2].append((Double(index / 2 + 1), point.1))
    }
    let first = RobustScale.median(sides[0].prefix(10).map(\.1)) ?? 0
    let second = RobustScale.median(sides[1].prefix(10).map(\.1)) ?? 0
    let lower = first <= second ? 0 : 1
    low += sides[lower].map { ($0.0, $0.1) }
    high += sides[1 - lower].map { ($0.0, $0.1) }
  }

  /// A read over time whose state is not stated: the lower of the device's reads is the low-resistive state.
  private mutating func addOne(_ points: [(Double, Double)]) {
    let named = points.map { (position: $0.0, resistance: $0.1) }
    guard let first = named.first else { return }
    if let other = low.first {
      if first.resistance >= other.resistance {
        high += named
      } else {
        high += low
        low = named
      }
    } else {
      low += named
    }
  }
}
