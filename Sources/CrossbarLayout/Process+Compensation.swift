internal import CrossbarCore

extension Process {
  /// Shapes that compensation would make grow into each other.
  func compensationFindings() -> [Diagnostic] {
    inks.compactMap { key, ink in
      let growth = -ink.dropGrid.shrink
      if growth <= 0 || 2 * growth + ink.dropSpacing <= rules.gapError { return nil }
      return .error(
        "process/compensation",
        "a spread of \(micrometres(ink.spread)) µm makes shapes grow by \(micrometres(growth)) µm at every "
          + "edge; two of them \(micrometres(rules.gapError)) µm apart would share drops",
        at: .init(file: file, element: "layers.\(key).spread_um"),
        help: "compensation: none prints the shapes as drawn")
    }
  }
}
