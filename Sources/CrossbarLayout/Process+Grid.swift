internal import CrossbarCore

extension Process {
  /// Edges that do not lie on the grid of their layer's drops: one finding a layer and spacing, naming the keys.
  func gridFindings() -> [Diagnostic] {
    var findings: [Diagnostic] = []
    for layer in layers {
      guard let ink = ink(layer) else { continue }
      for (axis, spacing) in ink.spacings {
        let axes: [Axis] = ink.hasTwoSpacings ? [axis] : [.x, .y]
        let isBackplane = geometry.style == .backplane
        if !isBackplane && axes.allSatisfy({ isOnGrid(layer, spacing, $0) }) { continue }
        var keys: [String] = []
        for axis in axes {
          for (name, edge) in isBackplane ? edges(layer, axis) : styleEdges(axis)
          where !edge.isMultiple(of: 2 * spacing) && !keys.contains(name) {
            keys.append(name)
          }
        }
        if keys.isEmpty && isBackplane { continue }
        let along = ink.hasTwoSpacings ? " along \(axis)" : ""
        findings.append(
          .error(
            "process/drop-grid",
            "a drop spacing of \(micrometres(spacing)) µm\(along) does not divide the geometry: "
              + "edges set by \(keys.joined(separator: ", ")) fall between drops",
            at: .init(
              file: file,
              element: "layers.\(layer.rawValue.replacingDashes).\(ink.spacingKey(axis))")))
      }
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

  /// Every distance that sets an edge of a layer along an axis, doubled so that halves stay exact, with the key that
  /// sets it.
  private func edges(_ layer: MaskLayer, _ axis: Axis) -> [(key: String, doubled: Int)] {
    let shared = [
      ("margin_mm", 2 * substrate.margin), ("tile_spacing_um", 2 * substrate.tileSpacing),
    ]
    return shared + (axis == .x ? edgesAlongX(layer) : edgesAlongY(layer)) + markEdges(layer)
  }

  private func edgesAlongX(_ layer: MaskLayer) -> [(String, Int)] {
    let g = geometry
    let edges = [
      ("pair_pitch_um", 2 * g.pairPitch), ("window_width_um", g.windowWidth),
      ("window_to_landing_pad_um", 2 * g.windowToLandingPad),
      ("landing_pad_width_um", 2 * g.landingPadWidth),
      ("bit_line_offset_um", 2 * g.bitLineOffset),
    ]
    switch layer {
    case .agBottom:
      return edges + [("neck_width_um and finger_overhang_um", g.neckWidth + 2 * g.fingerOverhang)]
    case .auTop:
      return edges + [("bit_line_width_um", g.bitLineWidth), ("neck_width_um", g.neckWidth)]
    case .agPad: return edges + [("bit_pad_width_um", g.bitPadWidth)]
    case .mos2Window, .dielectric: return edges
    }
  }

  private func edgesAlongY(_ layer: MaskLayer) -> [(String, Int)] {
    let g = geometry
    let edges = [
      ("row_pitch_um", 2 * g.rowPitch), ("bit_pad_height_um", 2 * g.bitPadHeight),
      ("window_to_bit_pad_um", 2 * g.windowToBitPad),
      ("window_beyond_row_um", 2 * g.windowBeyondRow), ("window_min_um", 2 * rules.windowMin),
    ]
    switch layer {
    case .agBottom:
      return edges + [
        ("finger_width_um", g.fingerWidth), ("bottom_line_width_um", g.bottomLineWidth),
        ("landing_pad_height_um", g.landingPadHeight),
      ]
    case .auTop:
      return edges + [
        ("bit_pad_overlap_um", 2 * g.bitPadOverlap),
        ("finger_width_um and neck_overhang_um", g.neckLength), ("row_pitch_um", g.rowPitch),
      ]
    case .agPad, .mos2Window, .dielectric: return edges
    }
  }

  /// What sets the edges of the fiducial crosses, and of the frames that the other inks print round them.
  private func markEdges(_ layer: MaskLayer) -> [(key: String, doubled: Int)] {
    let (size, bar) = (geometry.fiducialSize, geometry.fiducialBar)
    let ends = ("margin_mm and fiducial_size_um", substrate.margin - size)
    if layer != .agBottom { return substrate.hasFurniture ? [ends] : [] }
    return [
      ends, ("margin_mm and fiducial_bar_um", substrate.margin - bar),
      ("fiducial_size_um", 2 * size), ("fiducial_bar_um", 2 * bar),
    ]
  }

  /// Whether all edges of a layer along an axis lie on the grid of its drops: those of a small tile, and the distances to
  /// the next one.
  private func isOnGrid(_ layer: MaskLayer, _ spacing: Nanometres, _ axis: Axis) -> Bool {
    let tile = TileLayout(
      geometry: geometry, windowMin: rules.windowMin, index: 0, rows: 3, columns: 4,
      origin: Point(x: substrate.margin, y: substrate.margin))
    var lengths = [
      substrate.margin, substrate.tileSpacing, axis == .x ? tile.width : tile.height,
    ]
    for array in tile.arrays(layer) {
      lengths.append(axis == .x ? array.columnPitch : array.rowPitch)
      lengths += array.polygon.points.map { axis == .x ? $0.x : $0.y }
    }
    return lengths.allSatisfy { $0.isMultiple(of: spacing) }
      && markEdges(layer).allSatisfy { $0.doubled.isMultiple(of: 2 * spacing) }
  }

  /// Every measure that may set an edge along an axis in the styles other than `backplane`, doubled, with its key.
  private func styleEdges(_ axis: Axis) -> [(key: String, doubled: Int)] {
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
    let own: (x: [(String, Int)], y: [(String, Int)])
    switch g.measures {
    case .backplane: own = ([], [])
    case .isolated(let i):
      own = (
        [
          ("pair_pitch_um", 2 * i.pairPitch), ("pair_gap_um", i.pairGap),
          ("line_length_um", 2 * i.lineLength), ("pad_width_um", 2 * i.padWidth),
        ],
        [
          ("row_pitch_um", 2 * i.rowPitch), ("vertical_length_um", i.verticalLength),
          ("pad_height_um", i.reading == .arms ? i.padHeight : 2 * i.padHeight),
        ]
      )
    case .crossbar(let c):
      // Pads of rows and of columns lie crosswise.
      let pads = [
        ("pad_pitch_um", 2 * c.padPitch), ("pad_length_um", 2 * c.padLength),
        ("pad_width_um", c.padWidth), ("trace_width_um", c.traceWidth),
        ("trace_gap_um", 2 * c.traceGap),
      ]
      own = (
        [("column_pitch_um", 2 * c.columnPitch)] + pads, [("row_pitch_um", 2 * c.rowPitch)] + pads
      )
    case .hybrid1T1R(let h):
      own = (
        [
          ("bit_line_offset_um", 2 * g.bitLineOffset), ("pair_pitch_um", 2 * h.pairPitch),
          ("transistor_pad_width_um", h.padWidth), ("transistor_pad_gap_um", 2 * h.padGap),
          ("source_line_width_um", h.sourceLineWidth),
          ("crossover_margin_um", 2 * h.crossoverMargin),
          ("word_pad_width_um", 2 * h.wordPadWidth),
          ("source_pad_width_um", 2 * h.sourcePadWidth),
        ],
        [
          ("row_pitch_um", 2 * h.rowPitch), ("transistor_pad_height_um", h.padHeight),
          ("word_line_width_um", h.wordLineWidth), ("word_line_offset_um", 2 * h.wordLineOffset),
          ("crossover_margin_um", 2 * h.crossoverMargin),
          ("word_pad_width_um", 2 * h.wordPadWidth),
          ("source_pad_width_um", 2 * h.sourcePadWidth),
        ]
      )
    }
    return shared + (axis == .x ? own.x : own.y)
  }
}

extension String {
  /// `ag_bottom` of `ag-bottom`.
  fileprivate var replacingDashes: String { String(map { $0 == "-" ? "_" : $0 }) }
}
