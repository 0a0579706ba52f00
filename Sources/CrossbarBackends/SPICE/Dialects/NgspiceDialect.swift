/// ngspice 39 and later (manual of version 44).
///
/// A behavioural source takes the text of a parameter in place of `{…}`, without brackets around it: each parameter has
/// its own, and what follows from constants alone is worked out once.
struct NgspiceDialect: NetlistDialect {
  let name = "ngspice"
  let title = "ngspice 39 or later"
  let command = "ngspice -b %"
  let isRunByTests = true
  let hasConditionals = true
  let words = ExpressionWords(brackets: ("{", "}"))

  func text(_ item: NetlistItem) -> String {
    switch item {
    case .whereEqual(let a, let b, let then, let otherwise):
      ".if (\(a) == \(b))\n" + then.map(text).joined() + ".else\n"
        + otherwise.map(text).joined() + ".endif\n"
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
