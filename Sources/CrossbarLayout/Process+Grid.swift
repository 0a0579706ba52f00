internal import CrossbarCore

extension Process {
  /// Edges that do not lie on the grid of their layer's drops: one finding a layer, naming the keys.
  func gridFindings() -> [Diagnostic] {
    var findings: [Diagnostic] = []
    for (layer, key, ink) in [
      (MaskLayer.agBottom, "ag_bottom", agBottom), (.auTop, "au_top", auTop),
      (.agPad, "ag_pad", agPad),
    ] {
      var keys: [String] = []
      for (name, edge) in edges(layer) where !edge.isMultiple(of: 2 * ink.dropSpacing) {
        if !keys.contains(name) { keys.append(name) }
      }
      if keys.isEmpty { continue }
      findings.append(
        .error(
          "process/drop-grid",
          "a drop spacing of \(micrometres(ink.dropSpacing)) µm does not divide the geometry: "
            + "edges set by \(keys.joined(separator: ", ")) fall between drops",
          at: .init(file: file, element: "layers.\(key).drop_spacing_um")))
    }
    // The knife has no grid, the file has: tenths of a micrometre.
    if !geometry.windowWidth.isMultiple(of: 200) {
      findings.append(
        .error(
          "process/resolution",
          "half of window_width_um is not a whole number of tenths of a micrometre",
          at: .init(file: file, element: "geometry.window_width_um")))
    }
    return findings
  }

  /// Every distance that sets an edge of a layer, doubled so that halves stay exact, with the key that sets it.
  private func edges(_ layer: MaskLayer) -> [(key: String, doubled: Int)] {
    let g = geometry
    var edges: [(String, Int)] = [
      ("margin_mm", 2 * substrate.margin), ("tile_spacing_um", 2 * substrate.tileSpacing),
      ("row_pitch_um", 2 * g.rowPitch), ("pair_pitch_um", 2 * g.pairPitch),
      ("window_width_um", g.windowWidth), ("window_to_landing_pad_um", 2 * g.windowToLandingPad),
      ("landing_pad_width_um", 2 * g.landingPadWidth), ("bit_pad_height_um", 2 * g.bitPadHeight),
      ("window_to_bit_pad_um", 2 * g.windowToBitPad),
      ("window_beyond_row_um", 2 * g.windowBeyondRow), ("window_min_um", 2 * rules.windowMin),
    ]
    switch layer {
    case .agBottom:
      edges += [
        ("bit_line_offset_um", 2 * g.bitLineOffset),
        ("neck_width_um and finger_overhang_um", g.neckWidth + 2 * g.fingerOverhang),
        ("finger_width_um", g.fingerWidth), ("bottom_line_width_um", g.bottomLineWidth),
        ("landing_pad_height_um", g.landingPadHeight),
        ("margin_mm and fiducial_size_um", substrate.margin - g.fiducialSize),
        ("margin_mm and fiducial_bar_um", substrate.margin - g.fiducialBar),
        ("fiducial_size_um", 2 * g.fiducialSize), ("fiducial_bar_um", 2 * g.fiducialBar),
      ]
    case .auTop:
      edges += [
        ("bit_line_offset_um", 2 * g.bitLineOffset), ("bit_line_width_um", g.bitLineWidth),
        ("neck_width_um", g.neckWidth), ("bit_pad_overlap_um", 2 * g.bitPadOverlap),
        ("finger_width_um and neck_overhang_um", g.neckLength), ("row_pitch_um", g.rowPitch),
      ]
    case .agPad:
      edges += [
        ("bit_line_offset_um", 2 * g.bitLineOffset), ("bit_pad_width_um", g.bitPadWidth),
      ]
    case .mos2Window: break
    }
    return edges
  }
}
