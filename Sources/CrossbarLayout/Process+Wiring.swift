public import CrossbarArray
internal import CrossbarCore

extension Process {
  /// Resistances of the printed wires and of what drives them; the same for every tile of the process.
  ///
  /// A straight run of length l and width w is l/w squares of the layer's sheet resistance ÷ passes; steps in width and
  /// corners add what current spreading costs there. The bit line's lead runs from the middle of its silver pad to the
  /// first junction's centre, a segment from centre to centre, through both halves of two necks; the bottom contact from
  /// the junction's centre to the middle of the landing pad. Lines that the style does not print are the backplane's.
  public func wiring() -> ArrayWiring {
    let tile = TileLayout(
      geometry: geometry, windowMin: rules.windowMin, index: 0, rows: 2, columns: 2,
      origin: Point(x: 0, y: 0))
    let wires = tile.cellWires(self)
    return ArrayWiring(
      driver: backplane.driver, bitLineLead: rounded(wires.bitLineLead),
      bitLineSegment: rounded(wires.bitLineSegment),
      sourceLineLead: rounded(wires.sourceLineLead),
      sourceLineSegment: rounded(wires.sourceLineSegment),
      bottomContact: rounded(wires.contact), transistor: backplane.transistor,
      transistorModel: backplane.transistorModel)
  }
}

/// Six digits, which decks state without the noise of binary fractions.
private func rounded(_ ohms: Double) -> Ohms { Ohms(ohms.roundedToSixDigits) }
