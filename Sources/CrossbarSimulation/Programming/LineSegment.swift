internal import CrossbarArray
internal import CrossbarCore

/// A stretch of time in which a cell's two lines change along straight lines.
struct LineSegment {
  /// Start and end, s.
  var start: Double
  var end: Double
  /// Voltages of the source and of the bit line's driver at the two ends, V.
  var source0: Double
  var source1: Double
  var bit0: Double
  var bit1: Double

  /// A piece of a row's schedule between two neighbouring corners.
  init(_ schedule: PulseSchedule, storing bit: Bool, from start: Double, to end: Double) {
    self.start = start
    self.end = end
    source0 = schedule.sourceLine(storing: bit, at: Seconds(start)).value
    source1 = schedule.sourceLine(storing: bit, at: Seconds(end)).value
    bit0 = schedule.bitLine(storing: bit, at: Seconds(start)).value
    bit1 = schedule.bitLine(storing: bit, at: Seconds(end)).value
  }

  /// Highest and lowest voltage from source to bit line, V.
  var highest: Double { max(source0 - bit0, source1 - bit1) }
  var lowest: Double { min(source0 - bit0, source1 - bit1) }
  var isConstant: Bool { source0 == source1 && bit0 == bit1 }

  /// Both lines at a share of the way from start to end.
  func lines(at share: Double) -> (source: Double, bit: Double) {
    (source0 + (source1 - source0) * share, bit0 + (bit1 - bit0) * share)
  }
}
