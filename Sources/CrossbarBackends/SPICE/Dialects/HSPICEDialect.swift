/// HSPICE (User Guide and Reference, X-2005.09 and later): expressions in single quotes, behavioural `G` and `E`.
struct HSPICEDialect: NetlistDialect {
  let name = "hspice"
  let title = "HSPICE"
  let command = "hspice -i %"

  func deckFile(_ stem: String) -> String { "\(stem).sp" }

  func value(_ expression: NetlistExpression) -> String {
    if case .number(let value) = expression { return value.netlistText }
    return "'\(words.text(expression, isBehavioural: false))'"
  }

  func behaviour(_ expression: NetlistExpression) -> String {
    "'\(words.text(expression, isBehavioural: true))'"
  }

  func text(_ item: NetlistItem) -> String {
    switch item {
    case .current(let name, let a, let b, let amperes):
      "G\(name.dropFirst()) \(a) \(b) cur=\(behaviour(amperes))\n"
    case .voltage(let name, let a, let b, let volts):
      "E\(name.dropFirst()) \(a) \(b) vol=\(behaviour(volts))\n"
    case .include(let file): ".include '\(file)'\n"
    case .includeSection(let file, let section): ".lib '\(file)' \(section)\n"
    // A resistor of a voltage, straight between two corners; it needs no model.
    case .controlledSwitch(let s):
      "G\(s.name.dropFirst()) \(s.positive) \(s.negative) vcr pwl(1) \(s.controlPositive) \(s.controlNegative)"
        + " \((s.model.threshold - s.model.halfWidth).netlistText),\(s.model.off.netlistText)"
        + " \((s.model.threshold + s.model.halfWidth).netlistText),\(s.model.on.netlistText)\n"
    case .switchModel: ""
    default: spiceText(item)
    }
  }

  func probe(_ probe: Probe) -> String {
    guard case .inner(let path, let node) = probe else { return spiceProbe(probe) }
    return "v(\(path.map { "x\($0)." }.joined())\(node))"
  }

  func save(_ probes: [Probe]) -> String {
    ".option post probe\n.probe tran \(probeLines(probes))\n"
  }

  func analysis(
    _ analysis: Analysis, repeated: Repetition?, measures: [NetlistMeasure]
  ) -> String {
    var text: String
    if case .transient(let step, let stop, let maximum, let uic) = analysis {
      text = ".option delmax=\(maximum.netlistText)\n"
      if case .monteCarlo(_, let seed) = repeated { text += ".option seed=\(seed)\n" }
      text += ".tran \(step.netlistText) \(stop.netlistText)\(uic ? " uic" : "")"
    } else {
      text = spiceAnalysis(analysis)
    }
    switch repeated {
    case .sweep(let parameter, let from, let to): text += " sweep \(parameter) \(from) \(to) 1\n"
    case .monteCarlo(let samples, _): text += " sweep monte=\(samples)\n"
    case nil: text += "\n"
    }
    return text + measures.map(measure).joined()
  }

  /// A distribution is drawn anew at every use: the second parameter holds one draw. The third number says that the
  /// second is one standard deviation; versions differ without it.
  func random(_ parameters: [RandomParameter]) -> String {
    parameters.map {
      let draw = $0.kind == .normal ? "agauss(0,1,1)" : "aunif(0.5,0.5)"
      return ".param draw_\($0.name)=\(draw)\n.param \($0.name)='draw_\($0.name)'\n"
    }.joined()
  }
}
