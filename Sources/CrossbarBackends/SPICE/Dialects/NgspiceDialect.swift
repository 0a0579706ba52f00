/// ngspice 39 and later (manual of version 44).
///
/// A behavioural source reads `{…}` once, as a number: braces make the parts that parameters decide constants.
struct NgspiceDialect: NetlistDialect {
  let name = "ngspice"
  let title = "ngspice 39 or later"
  let command = "ngspice -b %"
  let isRunByTests = true
  let hasConditionals = true
  let words = ExpressionWords(constant: ("{", "}"))

  func text(_ item: NetlistItem) -> String {
    switch item {
    case .whereEqual(let a, let b, let then, let otherwise):
      ".if (\(a) == \(b))\n" + then.map(text).joined() + ".else\n"
        + otherwise.map(text).joined() + ".endif\n"
    // The readers of the tiles ask for the letters that the manual's examples have.
    case .transistor, .resistor, .capacitor, .current, .voltage, .source:
      spiceText(item).prefix(1).lowercased() + spiceText(item).dropFirst()
    default: spiceText(item)
    }
  }

  func analysis(
    _ analysis: Analysis, repeated: Repetition?, measures: [NetlistMeasure]
  ) -> String {
    measures.map(measure).joined() + spiceAnalysis(analysis) + "\n"
  }

  /// ngspice draws a parameter anew at every use: its decks draw in the control section.
  func random(_ parameters: [RandomParameter]) -> String {
    globals(parameters.map { NetlistParameter($0.name, $0.kind == .normal ? 0 : 0.5) })
  }
}
