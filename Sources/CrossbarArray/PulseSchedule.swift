public import CrossbarCore
public import CrossbarDevices

/// The waveform that programs one row of a tile and reads it, to the last corner.
///
/// The word line of the addressed row rests at its on voltage throughout, the other word lines at 0 V. Time runs from 0
/// to ``end`` for every row; each of the three phases is one trapezoid with an idle gap before it and the last one
/// with a gap behind it:
///
///     phase   pulsed line   columns     level           top
///     SET     source        ones        write voltage   write pulse      silver positive
///     RESET   bit           zeros       write voltage   write pulse      silver negative
///     read    source        all         read voltage    read pulse       current taken at ¾ of the top
///
///     0  gap  edge  SET  edge  gap  edge  RESET  edge  gap  edge  read  edge  gap  end
///
/// Lines that are not pulsed rest at 0 V, so the columns of zeros see 0/0 in the SET phase and those of ones in the
/// RESET phase. Both the SPICE decks and the behavioural simulator take their corners from here. Corners lie on a grid of
/// one picosecond, which keeps them short in a deck.
public struct PulseSchedule: Hashable, Sendable {
  /// One trapezoid: 0 until `start`, the level from `top` to `fall`, 0 from `end` on, straight lines between.
  public struct Pulse: Hashable, Sendable {
    /// Start of the rising edge.
    public var start: Seconds
    /// Start of the flat top.
    public var top: Seconds
    /// End of the flat top.
    public var fall: Seconds
    /// End of the falling edge.
    public var end: Seconds
    /// Level of the flat top.
    public var level: Volts

    /// A trapezoid from its corners.
    public init(start: Seconds, top: Seconds, fall: Seconds, end: Seconds, level: Volts) {
      self.start = start
      self.top = top
      self.fall = fall
      self.end = end
      self.level = level
    }

    /// Voltage at a time.
    public func voltage(at time: Seconds) -> Volts {
      if time <= start || time >= end { return Volts(0) }
      if time < top {
        return level * ((time - start).value / (top - start).value)
      }
      if time <= fall { return level }
      return level * ((end - time).value / (end - fall).value)
    }

    /// The four corners in order.
    public var corners: [Seconds] { [start, top, fall, end] }
  }

  /// Edges that fit into one idle gap.
  public static let edgesPerGap = 10.0

  /// On the source lines of the columns that store a one.
  public let set: Pulse
  /// On the bit lines of the columns that store a zero.
  public let reset: Pulse
  /// On all source lines.
  public let read: Pulse
  /// When the read current is taken.
  public let sampleTime: Seconds
  /// End of the row's program and read.
  public let end: Seconds

  /// The schedule of an operating point; an idle gap is ten edges.
  public init(_ operation: OperatingPoint) {
    let gap = operation.edge * Self.edgesPerGap
    func pulse(after time: Seconds, top width: Seconds, level: Volts) -> Pulse {
      let start = time + gap
      let top = start + operation.edge
      let fall = top + width
      return Pulse(
        start: Self.onGrid(start), top: Self.onGrid(top), fall: Self.onGrid(fall),
        end: Self.onGrid(fall + operation.edge), level: level)
    }
    set = pulse(after: Seconds(0), top: operation.writePulse, level: operation.writeVoltage)
    reset = pulse(after: set.end, top: operation.writePulse, level: operation.writeVoltage)
    read = pulse(after: reset.end, top: operation.readPulse, level: operation.readVoltage)
    sampleTime = Self.onGrid(read.top + operation.readPulse * 0.75)
    end = Self.onGrid(read.end + gap)
  }

  /// All times at which some line's slope changes, in order, from 0 to ``end``.
  public var corners: [Seconds] {
    [Seconds(0)] + set.corners + reset.corners + read.corners + [end]
  }

  /// Voltage that drives the source line of a column whose cell is to store `bit`.
  public func sourceLine(storing bit: Bool, at time: Seconds) -> Volts {
    read.voltage(at: time) + (bit ? set.voltage(at: time) : Volts(0))
  }

  /// Voltage that drives the bit line of a column whose cell is to store `bit`.
  public func bitLine(storing bit: Bool, at time: Seconds) -> Volts {
    bit ? Volts(0) : reset.voltage(at: time)
  }

  private static func onGrid(_ time: Seconds) -> Seconds {
    Seconds((time.value * 1e12).rounded() / 1e12)
  }
}
