internal import CrossbarDocuments

extension ProcessFile {
  /// The head and its carriage. All but the pitch have defaults.
  static func readPrintHead(_ printer: DocumentMapping) -> PrintHead? {
    let pitch = printer.micrometres("nozzle_pitch_um", in: 1...10_000)
    let nozzles = printer.integer("nozzles", in: 1...100_000, default: 16)
    let speed = printer.double("carriage_mm_per_s", in: 0.1...10_000, default: 50)
    let turn = printer.double("turn_s", in: 0...60, default: 1)
    guard let pitch, let nozzles, let speed, let turn else { return nil }
    // Tenths of a micrometre a second, milliseconds: finer than anything that is known.
    return PrintHead(
      nozzlePitch: pitch, nozzles: nozzles, speed: Int((speed * 10_000).rounded()) * 100,
      turn: Int((turn * 1000).rounded()))
  }

  /// `drop_spacing_um`: one number, or `{ x: 25, y: 20 }`.
  static func readSpacing(_ ink: DocumentMapping) -> (x: Nanometres, y: Nanometres)? {
    let (key, range) = ("drop_spacing_um", 5.0...254.0)
    guard case .mapping = ink.value(key)?.content, let spacing = ink.mapping(key) else {
      return ink.micrometres(key, in: range).map { ($0, $0) }
    }
    let x = spacing.micrometres("x", in: range)
    let y = spacing.micrometres("y", in: range)
    spacing.end()
    guard let x, let y else { return nil }
    return (x, y)
  }

  /// `contact_angle_deg`, where it is stated.
  static func readContactAngle(_ ink: DocumentMapping) -> Double? {
    let key = "contact_angle_deg"
    // Asked for either way, so that it is known as a key.
    return ink.value(key) == nil ? nil : ink.double(key, in: 1...170)
  }

  /// `drop_footprint_um`, which `contact_angle_deg` stands for where it is absent.
  static func readFootprint(
    _ ink: DocumentMapping, volume: Double?, angle: Double?
  ) -> Nanometres? {
    let key = "drop_footprint_um"
    if ink.contains(key) || !ink.contains("contact_angle_deg") {
      return ink.micrometres(key, in: 1...1000)
    }
    // Known as a key, so that a misspelt one is told what it may be.
    _ = ink.value(key)
    guard let volume, let angle else { return nil }
    return Ink.footprint(picolitres: volume, contactAngle: angle)
  }
}
