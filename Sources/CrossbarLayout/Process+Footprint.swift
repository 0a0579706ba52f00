internal import CrossbarCore

extension Ink {
  /// Diameter of the circle that a drop covers: that of the spherical cap of the drop's volume and contact angle,
  /// d₀ · (8 ÷ (t · (3 + t²)))^⅓ with t = tan(θ ÷ 2) and d₀ the drop's diameter in flight; to tenths of a micrometre.
  ///
  /// A model: evaporation, pinning of the contact line and neighbouring drops are left out.
  ///
  /// - Parameters:
  ///   - picolitres: the drop's volume.
  ///   - contactAngle: θ, degrees, above 0 and below 180.
  static func footprint(picolitres: Double, contactAngle: Double) -> Nanometres {
    let t = tangentOfHalf(degrees: contactAngle)
    // A picolitre is 1,000 µm³; d₀³ = 6 V ÷ π.
    let cube = 6 * picolitres * 1000 / Double.pi * 8 / (t * (3 + t * t))
    let micrometres = PortableMath.exp(PortableMath.log(cube) / 3)
    return Int((micrometres * 10).rounded()) * 100
  }

  /// tan(θ ÷ 2) = sin θ′ ÷ (1 + cos θ′) twice over, by the series at θ ÷ 4, where 20 terms leave nothing.
  private static func tangentOfHalf(degrees: Double) -> Double {
    let quarter = degrees / 4 * Double.pi / 180
    var (sine, cosine, term) = (0.0, 0.0, 1.0)
    for power in 0..<20 {
      let sign = power % 4 < 2 ? 1.0 : -1.0
      if power.isMultiple(of: 2) { cosine += sign * term } else { sine += sign * term }
      term *= quarter / Double(power + 1)
    }
    return 2 * sine * cosine / (cosine * cosine - sine * sine)
  }
}

extension Process {
  /// A stated footprint that volume and contact angle contradict by more than a tenth.
  func footprintFindings(_ key: String, _ ink: Ink) -> [Diagnostic] {
    guard let angle = ink.contactAngle else { return [] }
    let model = Ink.footprint(picolitres: ink.dropPicolitres, contactAngle: angle)
    if 10 * abs(ink.dropFootprint - model) <= model { return [] }
    return [
      warning(
        "drop-footprint", "layers.\(key).drop_footprint_um",
        "a footprint of \(micrometres(ink.dropFootprint)) µm; a drop of \(ink.dropPicolitres) pL at a contact "
          + "angle of \(angle)° covers \(micrometres(model)) µm")
    ]
  }
}
