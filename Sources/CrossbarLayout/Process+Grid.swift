internal import CrossbarCore

extension Process {
  /// Edges that do not lie on the grid of their layer's drops: one finding a layer, naming the keys.
  func gridFindings() -> [Diagnostic] {
    var findings: [Diagnostic] = []
    for layer in layers {
      guard let ink = ink(layer) else { continue }
      if geometry.style != .backplane && isOnGrid(layer, ink.dropSpacing) { continue }
      let key = layer.rawValue.replacingDashes
      var keys: [String] = []
      for (name, edge) in geometry.style == .backplane ? edges(layer) : styleEdges
      where !edge.isMultiple(of: 2 * ink.dropSpacing) {
        if !keys.contains(name) { keys.append(name) }
      }
      if keys.isEmpty && geometry.style == .backplane { continue }
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
    case .mos2Window, .dielectric: break
    }
    return edges
  }

  /// Whether all edges of a layer lie on the grid of its drops: those of a small tile, and the distances to the next one.
  private func isOnGrid(_ layer: MaskLayer, _ spacing: Nanometres) -> Bool {
    let tile = TileLayout(
      geometry: geometry, windowMin: rules.windowMin, index: 0, rows: 3, columns: 4,
      origin: Point(x: substrate.margin, y: substrate.margin))
    var lengths = [substrate.margin, substrate.tileSpacing, tile.width, tile.height]
    if layer == .agBottom {
      let (size, bar) = (geometry.fiducialSize, geometry.fiducialBar)
      if !(substrate.margin - size).isMultiple(of: 2 * spacing) { return false }
      if !(substrate.margin - bar).isMultiple(of: 2 * spacing) { return false }
    }
    for array in tile.arrays(layer) {
      lengths += [array.columnPitch, array.rowPitch]
      lengths += array.polygon.points.flatMap { [$0.x, $0.y] }
    }
    return lengths.allSatisfy { $0.isMultiple(of: spacing) }
  }

  /// Every measure that may set an edge in the styles other than `backplane`, doubled, with its key.
  private var styleEdges: [(key: String, doubled: Int)] {
    let g = geometry
    let shared: [(String, Int)] = [
      ("margin_mm", 2 * substrate.margin), ("tile_spacing_um", 2 * substrate.tileSpacing),
      ("bit_line_width_um", g.bitLineWidth), ("neck_width_um", g.neckWidth),
      ("finger_width_um and neck_overhang_um", g.neckLength),
      ("neck_width_um and finger_overhang_um", g.neckWidth + 2 * g.fingerOverhang),
      ("finger_width_um", g.fingerWidth), ("bottom_line_width_um", 2 * g.bottomLineWidth),
      ("bit_pad_width_um", g.bitPadWidth), ("bit_pad_height_um", g.bitPadHeight),
      ("bit_pad_overlap_um", 2 * g.bitPadOverlap), ("window_width_um", g.windowWidth),
      ("window_beyond_row_um", 2 * g.windowBeyondRow), ("window_min_um", 2 * rules.windowMin),
      ("window_to_landing_pad_um", 2 * g.windowToLandingPad),
      ("window_to_bit_pad_um", 2 * g.windowToBitPad),
      ("margin_mm and fiducial_size_um", substrate.margin - g.fiducialSize),
      ("margin_mm and fiducial_bar_um", substrate.margin - g.fiducialBar),
    ]
    switch g.measures {
    case .backplane: return shared
    case .isolated(let i):
      return shared + [
        ("row_pitch_um", 2 * i.rowPitch), ("pair_pitch_um", 2 * i.pairPitch),
        ("pair_gap_um", i.pairGap), ("line_length_um", 2 * i.lineLength),
        ("vertical_length_um", i.verticalLength), ("pad_width_um", 2 * i.padWidth),
        ("pad_height_um", i.reading == .arms ? i.padHeight : 2 * i.padHeight),
      ]
    case .crossbar(let c):
      return shared + [
        ("row_pitch_um", 2 * c.rowPitch), ("column_pitch_um", 2 * c.columnPitch),
        ("pad_pitch_um", 2 * c.padPitch), ("pad_length_um", 2 * c.padLength),
        ("pad_width_um", c.padWidth), ("trace_width_um", c.traceWidth),
        ("trace_gap_um", 2 * c.traceGap),
      ]
    case .hybrid1T1R(let h):
      return shared + [
        ("bit_line_offset_um", 2 * g.bitLineOffset), ("row_pitch_um", 2 * h.rowPitch),
        ("pair_pitch_um", 2 * h.pairPitch), ("transistor_pad_width_um", h.padWidth),
        ("transistor_pad_height_um", h.padHeight), ("transistor_pad_gap_um", 2 * h.padGap),
        ("word_line_width_um", h.wordLineWidth), ("word_line_offset_um", 2 * h.wordLineOffset),
        ("source_line_width_um", h.sourceLineWidth),
        ("crossover_margin_um", 2 * h.crossoverMargin),
        ("word_pad_width_um", 2 * h.wordPadWidth), ("source_pad_width_um", 2 * h.sourcePadWidth),
      ]
    }
  }
}

extension String {
  /// `ag_bottom` of `ag-bottom`.
  fileprivate var replacingDashes: String { String(map { $0 == "-" ? "_" : $0 }) }
}
