internal import CrossbarCore

extension ArrayGeometry {
  /// Whether cells stand as mirrored pairs about a shared window.
  var isPaired: Bool { style == .backplane || style == .hybrid1T1R }

  /// What silver must reach beyond gold at a junction where the style asks for something of its own: the paper's vertical,
  /// 100 µm under 50 µm of gold, leaves what a layer's registration is.
  public func silverBeyondGold(_ rules: DesignRules) -> Nanometres? {
    style == .isolated ? rules.registration : nil
  }

  /// The pitch of a bit line's necks and its key; nil where bit lines have but one.
  var neckedPitch: (key: String, pitch: Nanometres)? {
    switch measures {
    case .backplane: ("geometry.row_pitch_um", rowPitch)
    case .isolated: nil
    case .crossbar(let c): ("geometry.crossbar.row_pitch_um", c.rowPitch)
    case .hybrid1T1R(let h): ("geometry.hybrid_1t1r.row_pitch_um", h.rowPitch)
    }
  }
}

extension Process {
  /// What contradicts within a style and is neither a width nor a gap nor a pad.
  func styleFindings() -> [Diagnostic] {
    let g = geometry
    switch g.measures {
    case .backplane: return []
    case .isolated(let i):
      // The vertical is what lies under the gold and beyond it on both sides.
      let beyond = (i.verticalLength - g.neckWidth) / 2
      let key = "geometry.isolated.vertical_length_um"
      let short = least(
        beyond, rules.registration, "enclosure", key, "the vertical beyond the gold's edge")
      var findings = short
      if short.isEmpty && beyond < max(rules.registrationStress, rules.topBeyondBottom) {
        findings.append(
          warning(
            "registration", key,
            "the vertical reaches \(micrometres(beyond)) µm beyond the gold, as the paper's; a misalignment of "
              + "\(micrometres(rules.registrationStress)) µm would change the junction's area"))
      }
      let line = "geometry.isolated.line_length_um"
      let outside = g.fingerWidth / 2 + g.windowWidth / 2 + rules.tapeEdge
      findings += least(
        i.lineLength - (i.reading == .base ? g.fingerWidth : 0), outside, "tape-edge", line,
        "the bottom contact's line up to its pad")
      findings += least(
        g.windowWidth / 2, g.fingerWidth / 2 + g.neckOverhang + rules.tapeEdge, "window",
        "geometry.window_width_um", "half the window")
      return findings
    case .crossbar(let c):
      var findings: [Diagnostic] = []
      if c.padPitch < max(c.rowPitch, c.columnPitch) {
        findings.append(
          error(
            "pitch", "geometry.crossbar.pad_pitch_um",
            "the pads' pitch, \(micrometres(c.padPitch)) µm, is less than that of the rows or columns: lines fan out, "
              + "not in"))
      }
      return findings
    case .hybrid1T1R(let h):
      var findings: [Diagnostic] = []
      if dielectric == nil {
        findings.append(
          error(
            "dielectric", "layers",
            "style hybrid-1t1r needs an ink layers.dielectric for the crossovers"))
      }
      let margin = "geometry.hybrid_1t1r.crossover_margin_um"
      findings += least(
        h.crossoverMargin, rules.registration + rules.edgeWaviness, "crossover", margin,
        "the dielectric beyond the lines that it parts")
      let offset = "geometry.hybrid_1t1r.word_line_offset_um"
      let patch = h.wordLineOffset - h.wordLineWidth / 2 - h.crossoverMargin
      findings += least(
        patch - max(g.fingerWidth / 2 + g.neckOverhang, h.padHeight / 2, g.bottomLineWidth / 2),
        rules.registration, "crossover", offset,
        "the dielectric's distance from necks and pads above it")
      findings += least(
        h.rowPitch - h.wordLineOffset - h.wordLineWidth / 2 - h.crossoverMargin
          - max(g.neckLength / 2, h.padHeight / 2), rules.registration, "crossover",
        "geometry.hybrid_1t1r.row_pitch_um",
        "the dielectric's distance from necks and pads below it")
      return findings
    }
  }

  /// Widths of the style's own shapes, by key.
  var styleWidths: [(String, Nanometres, Ink)] {
    switch geometry.measures {
    case .backplane:
      [
        ("landing_pad_width_um", geometry.landingPadWidth, agBottom),
        ("landing_pad_height_um", geometry.landingPadHeight, agBottom),
      ]
    case .isolated(let i):
      [
        ("isolated.pad_width_um", i.padWidth, agBottom),
        (
          "isolated.pad_height_um", i.reading == .arms ? i.padHeight / 2 : i.padHeight, agBottom
        ),
      ]
    case .crossbar(let c):
      [
        ("crossbar.trace_width_um", c.traceWidth, agBottom),
        ("crossbar.pad_length_um", c.padLength, agBottom),
        ("crossbar.pad_width_um", c.padWidth, agBottom),
      ]
    case .hybrid1T1R(let h):
      [
        ("hybrid_1t1r.transistor_pad_width_um", h.padWidth, agBottom),
        ("hybrid_1t1r.transistor_pad_height_um", h.padHeight, agBottom),
        ("hybrid_1t1r.word_line_width_um", h.wordLineWidth, agBottom),
        ("hybrid_1t1r.source_line_width_um", h.sourceLineWidth, agPad),
      ]
    }
  }

  /// Pads of the style, by key.
  var stylePads: [(String, Nanometres)] {
    switch geometry.measures {
    case .backplane:
      [
        ("landing_pad_width_um", geometry.landingPadWidth),
        ("landing_pad_height_um", geometry.landingPadHeight),
      ]
    case .isolated(let i):
      [
        ("isolated.pad_width_um", i.padWidth),
        ("isolated.pad_height_um", i.reading == .arms ? i.padHeight / 2 : i.padHeight),
      ]
    case .crossbar(let c):
      [("crossbar.pad_length_um", c.padLength), ("crossbar.pad_width_um", c.padWidth)]
    case .hybrid1T1R(let h):
      [
        ("hybrid_1t1r.transistor_pad_width_um", h.padWidth),
        ("hybrid_1t1r.transistor_pad_height_um", h.padHeight),
        ("hybrid_1t1r.word_pad_width_um", h.wordPadWidth),
        ("hybrid_1t1r.source_pad_width_um", h.sourcePadWidth),
      ]
    }
  }

  /// MoS₂ beside the outermost junction of a window.
  var styleSideways: Nanometres {
    let g = geometry
    switch g.style {
    case .backplane, .hybrid1T1R: return g.windowWidth / 2 - g.bitLineOffset - g.neckWidth / 2
    case .isolated: return (g.windowWidth - g.fingerWidth) / 2
    case .crossbar: return g.windowBeyondRow - g.neckWidth / 2
    }
  }

  /// Gaps of the style's own arrangement, with the key that sets each.
  var styleGaps: [(String, Nanometres, String)] {
    let g = geometry
    switch g.measures {
    case .backplane:
      return [
        (
          "geometry.row_pitch_um", g.rowPitch - max(g.landingPadHeight, g.bottomLineWidth),
          "the gap between the landing pads of two rows"
        ),
        ("geometry.row_pitch_um", g.rowPitch - g.fingerWidth, "the gap between two rows' fingers"),
        (
          "geometry.pair_pitch_um", g.pairPitch - 2 * g.pairReach,
          "the gap between the landing pads of two column pairs"
        ),
        (
          "geometry.bit_line_offset_um", 2 * (g.bitLineOffset - g.fingerReach),
          "the gap between the mirrored fingers of a pair"
        ),
        (
          "geometry.bit_line_offset_um", 2 * g.bitLineOffset - g.bitLineWidth,
          "the gap between the bit lines of a pair"
        ),
        (
          "geometry.pair_pitch_um", g.pairPitch - 2 * g.bitLineOffset - g.bitLineWidth,
          "the gap between the bit lines of two pairs"
        ),
        (
          "geometry.bit_pad_width_um", 2 * g.bitLineOffset - g.bitPadWidth,
          "the gap between the bit-line pads of a pair"
        ),
        (
          "geometry.bit_pad_width_um", g.pairPitch - 2 * g.bitLineOffset - g.bitPadWidth,
          "the gap between the bit-line pads of two pairs"
        ),
      ]
    case .isolated(let i):
      let up = i.reading == .arms ? i.padHeight / 2 : i.padHeight
      let down = max(g.bottomLineWidth, i.reading == .arms ? i.padHeight / 2 : 0)
      let reach =
        i.pairGap / 2 + g.bitPadWidth + g.windowToBitPad + g.windowWidth / 2 - g.fingerWidth / 2
        + i.lineLength + i.padWidth - (i.reading == .base ? g.fingerWidth : 0)
      return [
        (
          "geometry.isolated.row_pitch_um", i.rowPitch - g.bitPadHeight,
          "the gap between the top contacts' pads of two rows"
        ),
        (
          "geometry.isolated.row_pitch_um", i.rowPitch - i.verticalLength - up - down,
          "the gap between the bottom contacts of two rows"
        ),
        ("geometry.isolated.pair_gap_um", i.pairGap, "the gap between the pads of a pair"),
        (
          "geometry.isolated.pair_pitch_um", i.pairPitch - 2 * reach,
          "the gap between the bottom contacts of two pairs"
        ),
        ("geometry.isolated.vertical_length_um", i.verticalLength, "the gap inside the U"),
      ]
    case .crossbar(let c):
      return [
        (
          "geometry.crossbar.row_pitch_um", c.rowPitch - c.traceWidth,
          "the gap between the lines of two rows"
        ),
        (
          "geometry.crossbar.column_pitch_um",
          c.columnPitch - g.bitLineWidth - 2 * (g.bitLineWidth / 2),
          "the gap between the landings of two columns"
        ),
        (
          "geometry.crossbar.pad_pitch_um", c.padPitch - c.padWidth,
          "the gap between two pads at an edge"
        ),
        ("geometry.crossbar.trace_gap_um", c.traceGap, "the gap between two traces"),
      ]
    case .hybrid1T1R(let h):
      let reach = g.landingPadStart + h.reach
      return [
        (
          "geometry.hybrid_1t1r.row_pitch_um",
          h.rowPitch - h.wordLineOffset - h.wordLineWidth / 2 - h.padHeight / 2,
          "the gap between a word line and the next row's pads"
        ),
        (
          "geometry.hybrid_1t1r.word_line_offset_um",
          h.wordLineOffset - h.wordLineWidth / 2 - h.padHeight / 2,
          "the gap between pads and the word line below"
        ),
        (
          "geometry.hybrid_1t1r.row_pitch_um", h.rowPitch - h.padHeight,
          "the gap between the pads of two word lines"
        ),
        (
          "geometry.hybrid_1t1r.transistor_pad_gap_um", h.padGap,
          "the gap between two pads of a transistor"
        ),
        (
          "geometry.hybrid_1t1r.pair_pitch_um", h.pairPitch - 2 * (reach + h.crossoverMargin),
          "the gap between the dielectric of two pairs"
        ),
        (
          "geometry.bit_line_offset_um",
          2 * (g.bitLineOffset - max(g.fingerReach, g.bitPadWidth / 2)),
          "the gap between the bit lines' pads or fingers of a pair"
        ),
        (
          "geometry.hybrid_1t1r.source_pad_width_um",
          reach - h.sourcePadWidth - g.bitLineOffset - g.bitPadWidth / 2,
          "the gap between the pads of a bit line and a source line"
        ),
        (
          "geometry.hybrid_1t1r.crossover_margin_um",
          2 * (g.bitLineOffset - g.bitLineWidth / 2 - h.crossoverMargin),
          "the gap between the dielectric of a pair's bit lines"
        ),
      ]
    }
  }
}
