public import CrossbarArray
internal import CrossbarCore

extension Process {
  /// Resistances of the printed wires and of what drives them; the same for every tile of the process.
  ///
  /// A straight run of length l and width w is l/w squares of the layer's sheet resistance ÷ passes. The bit line's
  /// lead runs from the middle of its silver pad to the first junction's centre, a segment from centre to centre,
  /// through both halves of two necks; the bottom contact from the junction's centre to the middle of the landing pad.
  public func wiring() -> ArrayWiring {
    let g = geometry
    let gold = auTop.finishedSheetResistance
    let silver = agBottom.finishedSheetResistance
    let wide = squares(g.rowPitch - g.neckLength, g.bitLineWidth)
    let neck = squares(g.neckLength, g.neckWidth)
    // Above the first neck the line is wide from the edge of its pad on.
    let lead = squares(
      g.windowToBitPad + g.windowBeyondRow - g.neckLength / 2, g.bitLineWidth)
    let pad = squares(g.bitPadHeight / 2, g.bitPadWidth) * agPad.finishedSheetResistance.value
    let finger = squares(g.fingerReach, g.fingerWidth)
    let line = squares(
      g.landingPadStart - g.bitLineOffset - g.fingerReach, g.bottomLineWidth)
    let landing = squares(g.landingPadWidth / 2, g.landingPadHeight)
    return ArrayWiring(
      driver: backplane.driver, bitLineLead: rounded(pad + (lead + neck / 2) * gold.value),
      bitLineSegment: rounded(gold.value * (wide + neck)), sourceLineLead: backplane.sourceLineLead,
      sourceLineSegment: backplane.sourceLinePerCell,
      bottomContact: rounded(silver.value * (finger + line + landing)),
      transistor: backplane.transistor,
      transistorModel: backplane.transistorModel)
  }
}

/// Six digits, which decks state without the noise of binary fractions.
private func rounded(_ ohms: Double) -> Ohms { Ohms(ohms.roundedToSixDigits) }

/// Squares of a straight run.
private func squares(_ length: Nanometres, _ width: Nanometres) -> Double {
  Double(length) / Double(width)
}
