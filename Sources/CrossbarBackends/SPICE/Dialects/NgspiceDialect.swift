/// ngspice 39 and later (manual of version 44).
///
/// A behavioural source takes the text of a parameter in place of `{…}`, without brackets around it: each parameter has
/// its own, and what follows from constants alone is worked out once.
struct NgspiceDialect: NetlistDialect {
  let name = "ngspice"
  let title = "ngspice 39 or later"
  let command = "ngspice -b %"
  /// Passed over in an included file; parsers of single files want it.
  let includedClosing = ".end\n"
  let isRunByTests = true
  let hasConditionals = true
  let hasTransientNoise = true
  let words = ExpressionWords(brackets: ("{", "}"))

  func text(_ item: NetlistItem) -> String {
    switch item {
    case .whereEqual(let a, let b, let flag, let then, let otherwise):
      ".if (\(a) == \(b) || \(flag) == 1)\n" + then.map(text).joined() + ".else\n"
        + otherwise.map(text).joined() + ".endif\n"
    case .noise(let name, let node, let rms, let interval):
      // trnoise would draw from a table that is filled from the process's number whatever the seed.
      "\(name) \(node) 0 dc 0 trrandom(2 \(value(interval)) 0 \(value(rms)) 0)\n"
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

  /// A loop that draws the numbers with `sgauss` and `sunif`, sets them and runs. Every sample prints one marker line.
  func monteCarlo(_ run: MonteCarloRun) -> String? {
    guard case .transient(let step, let stop, let maximum, let uic) = run.analysis else {
      return nil
    }
    var lines = [
      ".control", "setseed \(run.seed)", "set numdgt = 12", "let missing = 0", "let wrong = 0",
      "let n = 0",
    ]
    lines += run.parameters.map { "let \($0.name) = 0" }
    lines.append("repeat \(run.samples)")
    for parameter in run.parameters {
      let draw = parameter.kind == .normal ? "sgauss(0)" : "0.5+0.5*sunif(0)"
      lines.append("  let const.\(parameter.name) = \(draw)")
      lines.append("  set drawn = $&const.\(parameter.name)")
      lines.append("  alterparam \(parameter.name) = $drawn")
    }
    lines.append("  reset")
    lines.append(
      "  tran \(step.netlistText) \(stop.netlistText) 0 \(maximum.netlistText)\(uic ? " uic" : "")")
    for measure in run.measures {
      lines.append("  let \(measure.name) = 1e30")
      lines.append(
        "  meas tran \(measure.name) find \(probe(measure.probe)) at=\(measure.time.netlistText)")
    }
    for result in run.results {
      lines.append(
        "  let \(result.name) = \(words.text(result.expression, isBehavioural: false))")
    }
    lines.append("  let const.n = const.n + 1")
    let shown = run.measures.map(\.name) + run.results.map(\.name)
    let texts = shown.map { "\($0) $&\($0)" }.joined(separator: " ")
    lines.append("  echo DENDRITE sample $&const.n \(texts)")
    lines.append("  let lost = 0")
    for measure in run.measures {
      lines += ["  if \(measure.name) > 1e29", "    let lost = 1", "  end"]
    }
    lines += ["  if lost > 0", "    let const.missing = const.missing + 1", "  else"]
    if let last = run.results.last {
      lines.append("    let const.wrong = const.wrong + \(last.name)")
    }
    lines.append("  end")
    lines += [
      "  destroy", "end", "if const.missing > 0",
      "  echo DENDRITE monte-carlo ERROR $&const.missing of $&const.n samples could not be measured",
      "  quit 2", "end",
      "if const.n ne \(run.samples)",
      "  echo DENDRITE monte-carlo ERROR $&const.n of \(run.samples) samples were run", "  quit 2",
      "end",
      "echo DENDRITE monte-carlo DONE $&const.n samples $&const.wrong wrong bits",
      "quit 0", ".endc",
    ]
    return lines.joined(separator: "\n") + "\n"
  }
}
