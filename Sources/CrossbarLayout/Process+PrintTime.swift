/// A length of time in hundredths of a minute, so that sums are exact.
public struct EstimatedMinutes: Hashable, Sendable {
  /// Hundredths of a minute.
  public var hundredths: Int

  /// A length of time.
  public init(hundredths: Int) { self.hundredths = hundredths }

  /// A stated time, rounded to hundredths of a minute.
  ///
  /// - Precondition: finite and within what a process file may state.
  public init(_ minutes: Double) { hundredths = Int((minutes * 100).rounded()) }

  /// The sum.
  public static func + (one: Self, other: Self) -> Self {
    Self(hundredths: one.hundredths + other.hundredths)
  }

  /// So often the same.
  public static func * (count: Int, one: Self) -> Self {
    Self(hundredths: count * one.hundredths)
  }

  /// Minutes with two decimals, such as `12.05`.
  public var text: String {
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}

extension Process {
  /// How often the carriage crosses a page to print it once: the nozzles reach over `nozzles` × drop spacing y.
  public func swaths(_ ink: Ink, on sheet: Sheet) -> Int {
    let rows = ink.dropGrid.size(of: sheet).rows
    return (rows + printHead.nozzles - 1) / printHead.nozzles
  }

  /// An estimate of how long one pass over one page takes: swaths × (page width ÷ carriage speed + turn), to hundredths
  /// of a minute.
  ///
  /// The whole page is crossed, as a bitmap of it makes a printer do; cleaning of the head and heating are left out.
  public func passTime(_ ink: Ink, on sheet: Sheet) -> EstimatedMinutes {
    // Tenths of a micrometre and milliseconds: whole numbers well inside 64 bits for every process that a file can state.
    let (width, speed) = (sheet.width / 100, printHead.speed / 100)
    let milliseconds = swaths(ink, on: sheet) * (width * 1000 + printHead.turn * speed)
    let unit = 600 * speed
    return EstimatedMinutes(hundredths: (2 * milliseconds + unit) / (2 * unit))
  }
}
