/// LTspice (help of version 24): `^` is exclusive or, `**` the power; a run is a `.step`; libraries have no sections.
struct LTspiceDialect: NetlistDialect {
  let name = "ltspice"
  let title = "LTspice 17 or later"
  let command = "LTspice -b %"
  let words = ExpressionWords(logarithm: "ln", brackets: ("{", "}"))
  let parameterMark = "params: "

  func switchModel(_ model: SwitchModel) -> String {
    // A negative hysteresis makes the turn smooth.
    ".model \(model.name) sw(vt=\(model.threshold.netlistText) vh=\((-model.halfWidth).netlistText)"
      + " ron=\(model.on.netlistText) roff=\(model.off.netlistText))\n"
  }

  func probe(_ probe: Probe) -> String {
    guard case .inner(let path, let node) = probe else { return spiceProbe(probe) }
    return "v(\(path.map { "x\($0):" }.joined())\(node))"
  }

  func measure(_ measure: NetlistMeasure) -> String {
    switch measure {
    case .find(let name, let probe, let time):
      ".meas tran \(name) find \(self.probe(probe)) at=\(value(time))\n"
    case .expression(let name, let expression):
      ".meas tran \(name) param \(words.text(expression, isBehavioural: false))\n"
    }
  }

  func analysis(
    _ analysis: Analysis, repeated: Repetition?, measures: [NetlistMeasure]
  ) -> String {
    var text: String
    if case .transient(_, let stop, let maximum, let uic) = analysis {
      text = ".tran 0 \(stop.netlistText) 0 \(maximum.netlistText)\(uic ? " uic" : "")\n"
    } else {
      text = spiceAnalysis(analysis) + "\n"
    }
    switch repeated {
    case .sweep(let parameter, let from, let to):
      text += ".step param \(parameter) \(from) \(to) 1\n"
    case .monteCarlo(let samples, let seed):
      text += comment("Draws differ from start to start where 'Use the clock to reseed' is set.")
      text += ".step param run \(seed) \(seed + samples - 1) 1\n"
    case nil: break
    }
    return text + measures.map(measure).joined()
  }

  /// Each run draws its parameters once. mc(0.5,1) is uniform from 0.5·(1−1) to 0.5·(1+1).
  func random(_ parameters: [RandomParameter]) -> String {
    parameters.map {
      switch $0.kind {
      case .normal: ".param \($0.name)={gauss(1)}\n"
      case .uniform: ".param \($0.name)={mc(0.5,1)}\n"
      }
    }.joined()
  }

  /// One parameter picks the set: 0 the first, 1 the second, … .
  func sections(_ sections: [NetlistSection]) -> String {
    var text = comment(
      "A .param corner in the deck, or .step param corner 0 \(sections.count - 1) 1, picks:")
    for (index, section) in sections.enumerated() {
      text += comment("corner \(index): \(section.name)\n\(section.comment)")
    }
    for (index, parameter) in (sections.first?.parameters ?? []).enumerated() {
      let points = sections.enumerated().map { place, section in
        "\(place),\(words.text(section.parameters[index].value, isBehavioural: false))"
      }
      text += ".param \(parameter.name)={table(corner,\(points.joined(separator: ",")))}\n"
    }
    return text
  }
}
