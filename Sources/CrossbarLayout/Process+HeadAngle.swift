#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension Process {
  /// Angle of the print head at which neighbouring nozzles print one drop spacing apart across the direction of
  /// printing, degrees rounded to hundredths: asin(drop spacing y ÷ nozzle pitch). Along x the spacing follows from
  /// when nozzles fire, not from the angle.
  ///
  /// - Precondition: the drop spacing y does not exceed the nozzle pitch, as ``check()`` demands.
  public func headAngle(_ ink: Ink) -> Double {
    let pitch = printHead.nozzlePitch
    precondition(ink.dropSpacingY <= pitch, "drop spacing above the nozzle pitch")
    let degrees = asin(Double(ink.dropSpacingY) / Double(pitch)) * 180 / Double.pi
    return (degrees * 100).rounded() / 100
  }
}
