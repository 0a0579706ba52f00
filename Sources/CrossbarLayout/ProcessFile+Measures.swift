internal import CrossbarDocuments

extension ProcessFile {
  static func readSubstrate(_ mapping: DocumentMapping) -> Substrate? {
    // 210 × 315 mm is what the printer's platen holds.
    let width = mapping.millimetres("max_width_mm", in: 1...210)
    let height = mapping.millimetres("max_height_mm", in: 1...315)
    let margin = mapping.millimetres("margin_mm", in: 0...100)
    let spacing = mapping.micrometres("tile_spacing_um", in: 0...100_000)
    let count = mapping.contains("count") ? mapping.integer("count", in: 1...100_000) : nil
    let strip = mapping.bool("furniture", default: true)
    let devices = mapping.integer("test_devices", in: 0...50, default: 2)
    let keepOut = mapping.mappings("keep_out", required: false).map(readKeepOut)
    mapping.end()
    guard let width, let height, let margin, let spacing, let strip, let devices,
      !keepOut.contains(nil)
    else {
      return nil
    }
    return Substrate(
      maxWidth: width, maxHeight: height, margin: margin, tileSpacing: spacing, count: count,
      hasFurniture: strip, testDevices: devices, keepOut: keepOut.compactMap { $0 })
  }

  private static func readKeepOut(_ mapping: DocumentMapping) -> Rectangle? {
    let x = mapping.millimetres("x_mm", in: 0...1000)
    let y = mapping.millimetres("y_mm", in: 0...1000)
    let width = mapping.millimetres("width_mm", in: 1e-3...1000)
    let height = mapping.millimetres("height_mm", in: 1e-3...1000)
    mapping.end()
    guard let x, let y, let width, let height else { return nil }
    return Rectangle(left: x, top: y, right: x + width, bottom: y + height)
  }

  static func readRules(_ mapping: DocumentMapping) -> DesignRules? {
    let minWidth = mapping.micrometres("min_width_um", in: 0...10_000)
    let gapError = mapping.micrometres("gap_error_um", in: 0...10_000)
    let gapWarning = mapping.micrometres("gap_warning_um", in: 0...10_000)
    let waviness = mapping.micrometres("edge_waviness_um", in: 0...10_000)
    let registration = mapping.micrometres("registration_um", in: 0...10_000)
    let stress = mapping.micrometres("registration_stress_um", in: 0...10_000)
    let topBeyondBottom = mapping.micrometres("top_beyond_bottom_um", in: 0...10_000)
    let beyondJunction = mapping.micrometres("mos2_beyond_junction_um", in: 0...10_000)
    let tapeEdge = mapping.micrometres("tape_edge_um", in: 0...10_000)
    let padOverlap = mapping.micrometres("pad_overlap_um", in: 0...10_000)
    let padSize = mapping.micrometres("pad_size_um", in: 0...10_000)
    let windowMin = mapping.micrometres("window_min_um", in: 0...100_000)
    let stepCoverage = mapping.double("step_coverage", in: 0...100)
    mapping.end()
    guard let minWidth, let gapError, let gapWarning, let waviness, let registration, let stress,
      let topBeyondBottom, let beyondJunction, let tapeEdge, let padOverlap, let padSize,
      let windowMin, let stepCoverage
    else { return nil }
    return DesignRules(
      minWidth: minWidth, gapError: gapError, gapWarning: gapWarning, edgeWaviness: waviness,
      registration: registration, registrationStress: stress, topBeyondBottom: topBeyondBottom,
      mos2BeyondJunction: beyondJunction, tapeEdge: tapeEdge, padOverlap: padOverlap,
      padSize: padSize, windowMin: windowMin, stepCoverage: stepCoverage)
  }

  static func readGeometry(_ mapping: DocumentMapping) -> ArrayGeometry? {
    let measure = { (key: String) in mapping.micrometres(key, in: 1...100_000) }
    let gap = { (key: String) in mapping.micrometres(key, in: 0...100_000) }
    let rowPitch = measure("row_pitch_um")
    let pairPitch = measure("pair_pitch_um")
    let offset = measure("bit_line_offset_um")
    let bitLine = measure("bit_line_width_um")
    let neck = measure("neck_width_um")
    let neckOverhang = gap("neck_overhang_um")
    let finger = measure("finger_width_um")
    let fingerOverhang = gap("finger_overhang_um")
    let line = measure("bottom_line_width_um")
    let landingWidth = measure("landing_pad_width_um")
    let landingHeight = measure("landing_pad_height_um")
    let padWidth = measure("bit_pad_width_um")
    let padHeight = measure("bit_pad_height_um")
    let overlap = gap("bit_pad_overlap_um")
    let window = measure("window_width_um")
    let beyondRow = measure("window_beyond_row_um")
    let toLanding = gap("window_to_landing_pad_um")
    let toPad = gap("window_to_bit_pad_um")
    let fiducial = measure("fiducial_size_um")
    let bar = measure("fiducial_bar_um")
    let measures = readStyle(mapping)
    mapping.end()
    guard let rowPitch, let pairPitch, let offset, let bitLine, let neck, let neckOverhang,
      let finger, let fingerOverhang, let line, let landingWidth, let landingHeight, let padWidth,
      let padHeight, let overlap, let window, let beyondRow, let toLanding, let toPad,
      let fiducial, let bar, let measures
    else { return nil }
    return ArrayGeometry(
      measures: measures, rowPitch: rowPitch, pairPitch: pairPitch, bitLineOffset: offset,
      bitLineWidth: bitLine,
      neckWidth: neck, neckOverhang: neckOverhang, fingerWidth: finger,
      fingerOverhang: fingerOverhang, bottomLineWidth: line, landingPadWidth: landingWidth,
      landingPadHeight: landingHeight, bitPadWidth: padWidth, bitPadHeight: padHeight,
      bitPadOverlap: overlap, windowWidth: window, windowBeyondRow: beyondRow,
      windowToLandingPad: toLanding, windowToBitPad: toPad, fiducialSize: fiducial,
      fiducialBar: bar)
  }
}

extension DocumentMapping {
  /// A length in micrometres as nanometres; a whole number of tenths of a micrometre.
  func micrometres(
    _ key: String, in range: ClosedRange<Double>, default fallback: Double? = nil
  ) -> Nanometres? {
    length(key, in: range, scale: 1000, default: fallback)
  }

  /// A length in millimetres as nanometres; a whole number of tenths of a micrometre.
  func millimetres(_ key: String, in range: ClosedRange<Double>) -> Nanometres? {
    length(key, in: range, scale: 1_000_000)
  }

  private func length(
    _ key: String, in range: ClosedRange<Double>, scale: Double, default fallback: Double? = nil
  ) -> Nanometres? {
    guard let value = double(key, in: range, default: fallback) else { return nil }
    let tenths = value * scale / 100
    let rounded = tenths.rounded()
    guard abs(tenths - rounded) < 1e-6 else {
      report(
        "process/resolution", "\(path).\(key) is not a whole number of tenths of a micrometre",
        key: key, help: "masks are written in millimetres with four decimals")
      return nil
    }
    return Int(rounded) * 100
  }
}
