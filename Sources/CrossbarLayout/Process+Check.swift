public import CrossbarCore

extension Process {
  /// Everything in which the measures contradict the design rules. A finding's element is the key of the process file.
  ///
  /// Errors keep the masks from being written; warnings do not.
  public func check() -> [Diagnostic] {
    widthFindings() + gapFindings() + overlapFindings() + windowFindings() + pageFindings()
      + gridFindings() + inkFindings() + compensationFindings() + styleFindings()
  }

  func error(_ kind: String, _ key: String, _ message: String) -> Diagnostic {
    .error("process/\(kind)", message, at: .init(file: file, element: key))
  }

  func warning(_ kind: String, _ key: String, _ message: String) -> Diagnostic {
    .warning("process/\(kind)", message, at: .init(file: file, element: key))
  }

  /// Reports `value` where it is smaller than a rule asks for.
  func least(
    _ value: Nanometres, _ bound: Nanometres, _ kind: String, _ key: String, _ what: String
  ) -> [Diagnostic] {
    if value >= bound { return [] }
    return [
      error(kind, key, "\(what) is \(micrometres(value)) µm; at least \(micrometres(bound)) µm")
    ]
  }

  private func widthFindings() -> [Diagnostic] {
    let g = geometry
    var drawn: [(String, Nanometres, Ink)] = [
      ("finger_width_um", g.fingerWidth, agBottom),
      ("bottom_line_width_um", g.bottomLineWidth, agBottom),
      ("fiducial_bar_um", g.fiducialBar, agBottom), ("neck_width_um", g.neckWidth, auTop),
      ("bit_line_width_um", g.bitLineWidth, auTop), ("bit_pad_width_um", g.bitPadWidth, agPad),
      ("bit_pad_height_um", g.bitPadHeight, agPad),
    ]
    drawn += styleWidths
    var findings: [Diagnostic] = []
    for (key, width, ink) in drawn {
      findings += least(width, rules.minWidth, "width", "geometry.\(key)", key)
      if width < ink.dropFootprint {
        findings.append(
          error(
            "drop-width", "geometry.\(key)",
            "\(key) is \(micrometres(width)) µm, less than one drop's footprint of "
              + "\(micrometres(ink.dropFootprint)) µm"))
      }
    }
    if g.neckWidth > g.bitLineWidth {
      findings.append(
        error("neck", "geometry.neck_width_um", "the neck is wider than its bit line"))
    }
    if let (key, pitch) = g.neckedPitch {
      findings += least(
        pitch - g.neckLength, rules.minWidth, "pitch", key, "the bit line between two necks")
    }
    return findings
  }

  private func gapFindings() -> [Diagnostic] {
    let gaps =
      styleGaps
      + [("substrate.tile_spacing_um", substrate.tileSpacing, "the gap between two tiles")]
    return gaps.flatMap { key, gap, what in
      let findings = least(gap, rules.gapError, "gap", key, what)
      if !findings.isEmpty || gap >= rules.gapWarning { return findings }
      return [
        warning(
          "narrow-gap", key,
          "\(what) is \(micrometres(gap)) µm, under \(micrometres(rules.gapWarning)) µm")
      ]
    }
  }

  private func overlapFindings() -> [Diagnostic] {
    let g = geometry
    var findings: [Diagnostic] = []
    var overhangs = [
      ("geometry.neck_overhang_um", g.neckOverhang, "the neck beyond the finger's edge")
    ]
    if g.style != .isolated {
      overhangs.append(
        ("geometry.finger_overhang_um", g.fingerOverhang, "the finger beyond the neck's edge"))
    }
    for (key, overhang, what) in overhangs {
      let bound = max(rules.topBeyondBottom, rules.registration + rules.edgeWaviness)
      let short = least(overhang, bound, "enclosure", key, what)
      findings += short
      if short.isEmpty && overhang < rules.registrationStress {
        findings.append(
          warning(
            "registration", key,
            "\(what) is \(micrometres(overhang)) µm; a misalignment of "
              + "\(micrometres(rules.registrationStress)) µm would change the junction's area"))
      }
    }
    findings += least(
      g.bitPadOverlap, rules.padOverlap, "pad-overlap", "geometry.bit_pad_overlap_um",
      "the gold on its silver pad")
    if g.bitPadOverlap > g.bitPadHeight {
      findings.append(
        error(
          "pad-overlap", "geometry.bit_pad_overlap_um", "the gold overlaps more than its pad"))
    }
    if g.bitPadWidth < g.bitLineWidth {
      findings.append(
        error("pad-overlap", "geometry.bit_pad_width_um", "the pad is narrower than its bit line"))
    }
    for (key, size) in [
      ("bit_pad_width_um", g.bitPadWidth), ("bit_pad_height_um", g.bitPadHeight),
    ] + stylePads {
      findings += least(size, rules.padSize, "pad-size", "geometry.\(key)", key)
    }
    return findings
  }

  private func windowFindings() -> [Diagnostic] {
    let g = geometry
    let sideways = styleSideways
    let upwards =
      g.windowBeyondRow - (g.style == .isolated ? g.neckWidth : g.fingerWidth) / 2
    let beyond = max(rules.tapeEdge, rules.mos2BeyondJunction)
    var findings =
      least(
        g.windowWidth, rules.windowMin, "window", "geometry.window_width_um", "the MoS2 window")
      + least(
        sideways, beyond, "window-edge", "geometry.window_width_um",
        "the MoS2 beyond the junction, sideways,")
      + least(
        upwards, beyond, "window-edge", "geometry.window_beyond_row_um",
        "the MoS2 beyond the last junction")
      + least(
        g.windowToLandingPad, rules.tapeEdge, "tape-edge", "geometry.window_to_landing_pad_um",
        "the landing pads' distance from the window")
      + least(
        g.windowToBitPad, rules.tapeEdge, "tape-edge", "geometry.window_to_bit_pad_um",
        "the bit-line pads' distance from the window")
    if g.isPaired && g.landingPadStart < g.bitLineOffset + g.fingerReach {
      findings.append(
        error(
          "window-edge", "geometry.window_width_um", "the finger reaches beyond its landing pad"))
    }
    if g.style == .backplane && g.pairPitch <= g.windowWidth {
      findings.append(
        error("window", "geometry.pair_pitch_um", "the windows of two pairs touch"))
    }
    return findings
  }

  private func pageFindings() -> [Diagnostic] {
    let g = geometry
    var findings = least(
      g.fiducialSize, 1_000_000, "fiducial", "geometry.fiducial_size_um", "a fiducial cross")
    findings += least(
      substrate.margin - g.fiducialSize, 2 * rules.registrationStress, "fiducial",
      "substrate.margin_mm", "what the fiducial cross leaves of the margin")
    let framed = substrate.hasFurniture ? frames.reach(printedLayers.count - 1) : 0
    findings += least(
      substrate.margin / 2, framed + (framed > 0 ? rules.gapError : 0), "fiducial",
      "substrate.margin_mm", "half the margin, with the fiducials' frames in it,")
    // Two brackets of one frame along a side.
    let apart = 2 * (frames.inset(0) + frames.bar - frames.arm)
    if substrate.hasFurniture {
      findings += least(
        apart, rules.gapError, "fiducial", "geometry.fiducial_bar_um",
        "the gap between the brackets round a fiducial")
    }
    if g.fiducialBar >= g.fiducialSize {
      findings.append(
        error("fiducial", "geometry.fiducial_bar_um", "a fiducial's bar is as wide as it is long"))
    }
    let least = TileLayout(
      geometry: g, windowMin: rules.windowMin, index: 0, rows: 1, columns: 1,
      origin: Point(x: 0, y: 0))
    if least.width + 2 * substrate.margin > substrate.maxWidth
      || least.height + 2 * substrate.margin > substrate.maxHeight
    {
      findings.append(
        error(
          "page", "substrate",
          "not even one cell, \(millimetres(least.width)) mm × \(millimetres(least.height)) mm, "
            + "fits the page inside its margins"))
    }
    return findings
  }

  /// The printed layers by their keys.
  var inks: [(key: String, ink: Ink)] {
    let own = geometry.style == .hybrid1T1R ? dielectric.map { [("dielectric", $0)] } ?? [] : []
    return [("ag_bottom", agBottom)] + own + [("au_top", auTop), ("ag_pad", agPad)]
  }

  private func inkFindings() -> [Diagnostic] {
    var findings: [Diagnostic] = []
    for (key, ink) in inks {
      for (axis, spacing) in ink.spacings where spacing > ink.dropFootprint {
        findings.append(
          error(
            "drop-spacing", "layers.\(key).\(ink.spacingKey(axis))",
            "drops \(micrometres(spacing)) µm apart with a footprint of "
              + "\(micrometres(ink.dropFootprint)) µm do not touch"))
      }
      // The head can be turned no further than across; along x nozzles may fire as often as they like.
      if ink.dropSpacingY > printHead.nozzlePitch {
        findings.append(
          error(
            "drop-spacing", "layers.\(key).\(ink.spacingKey(.y))",
            "the drop spacing exceeds the printer's nozzle pitch"))
      }
      findings += footprintFindings(key, ink)
    }
    let gold = Double(auTop.film * auTop.passes)
    let step = Double(mos2Window.film * mos2Window.transfers)
    if gold < rules.stepCoverage * step {
      findings.append(
        warning(
          "step-coverage", "layers.au_top.passes",
          "\(auTop.film * auTop.passes) nm of gold must climb "
            + "\(mos2Window.film * mos2Window.transfers) nm of MoS2 at the window's edge"))
    }
    return findings
  }
}
