/// A part of a sweep in which the voltage has one sign and one direction.
struct SweepLeg: Sendable {
  /// Indices into ``SweepSamples``.
  var samples: Range<Int>
  var isPositive: Bool
  /// Away from 0 V.
  var isOutward: Bool
}

extension SweepSamples {
  /// The monotone parts of the sweep in the order of time, cut at the turning points and at 0 V.
  func legs() -> [SweepLeg] {
    let turns = turningPoints(beyond: hysteresis)
    var legs: [SweepLeg] = []
    for (number, (from, to)) in zip(turns, turns.dropFirst()).enumerated() {
      let start = number == 0 ? from : from + 1
      let rises = voltage[to] > voltage[from]
      // The inward part comes first, on the side the voltage comes from.
      let side: Double = rises ? -1 : 1
      var inwardEnd = start
      for index in stride(from: to, through: start, by: -1) where voltage[index] * side > zero {
        inwardEnd = index + 1
        break
      }
      append(start..<inwardEnd, isPositive: !rises, isOutward: false, to: &legs)
      var outwardStart = inwardEnd
      while outwardStart <= to, -voltage[outwardStart] * side <= zero { outwardStart += 1 }
      append(outwardStart..<(to + 1), isPositive: rises, isOutward: true, to: &legs)
    }
    return legs
  }

  /// Legs of less than two samples, or that barely leave 0 V, are none.
  private func append(
    _ range: Range<Int>, isPositive: Bool, isOutward: Bool, to legs: inout [SweepLeg]
  ) {
    if range.count < 2 { return }
    let reach = range.reduce(0) { max($0, voltage[$1].magnitude) }
    if reach < 0.02 * extent { return }
    legs.append(SweepLeg(samples: range, isPositive: isPositive, isOutward: isOutward))
  }
}
