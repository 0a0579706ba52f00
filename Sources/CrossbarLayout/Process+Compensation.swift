internal import CrossbarCore

extension Process {
  /// Shapes that compensation would make grow into each other.
  func compensationFindings() -> [Diagnostic] {
    inks.compactMap { key, ink in
      let growth = -ink.shrink
      let spacing = max(ink.dropSpacingX, ink.dropSpacingY)
      if growth <= 0 || 2 * growth + spacing <= rules.gapError { return nil }
      let isSpread = ink.compensation == .spread && ink.spread < 0
      let bias =
        ink.bias == 0 ? "" : " and a print bias of \(micrometres(ink.bias)) µm"
      let spread = ink.compensation == .spread ? ink.spread : 0
      return .error(
        "process/compensation",
        "a spread of \(micrometres(spread)) µm\(bias) makes shapes grow by \(micrometres(growth)) µm at every "
          + "edge; two of them \(micrometres(rules.gapError)) µm apart would share drops",
        at: .init(
          file: file, element: "layers.\(key).\(isSpread ? "spread_um" : "print_bias_um")"),
        help: isSpread ? "compensation: none prints the shapes as drawn" : nil)
    }
  }
}
