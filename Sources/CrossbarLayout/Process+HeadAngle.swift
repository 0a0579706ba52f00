#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension Process {
  /// Angle of the print head at which neighbouring nozzles print one drop spacing apart, degrees rounded to
  /// hundredths: asin(drop spacing ÷ nozzle pitch).
  ///
  /// - Precondition: the drop spacing does not exceed the nozzle pitch, as ``check()`` demands.
  public func headAngle(_ ink: Ink) -> Double {
    precondition(ink.dropSpacing <= nozzlePitch, "drop spacing above the nozzle pitch")
    let degrees = asin(Double(ink.dropSpacing) / Double(nozzlePitch)) * 180 / Double.pi
    return (degrees * 100).rounded() / 100
  }
}
