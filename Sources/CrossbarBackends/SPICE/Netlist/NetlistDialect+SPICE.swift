/// Berkeley SPICE, as far as the dialects share it.
extension NetlistDialect {
  var isRunByTests: Bool { false }
  var hasConditionals: Bool { false }
  var hasTransientNoise: Bool { false }
  var drawsInstances: Bool { false }
  var commentMark: String { "*" }
  var opening: String { "" }
  var closing: String { ".end\n" }
  var includedClosing: String { "" }
  var parameterMark: String { "" }
  var words: ExpressionWords { ExpressionWords() }

  func libraryFile(_ stem: String) -> String { "\(stem).lib" }
  func deckFile(_ stem: String) -> String { "\(stem).cir" }

  func value(_ expression: NetlistExpression) -> String {
    if case .number(let value) = expression { return value.netlistText }
    return "{\(words.text(expression, isBehavioural: false))}"
  }

  func behaviour(_ expression: NetlistExpression) -> String {
    words.text(expression, isBehavioural: true)
  }

  func text(_ item: NetlistItem) -> String { spiceText(item) }

  func spiceText(_ item: NetlistItem) -> String {
    switch item {
    case .comment(let text): comment(text)
    case .blank: "\n"
    case .subcircuit(let subcircuit):
      head(of: subcircuit) + subcircuit.body.map(text).joined() + foot(of: subcircuit.name)
    case .instance(let instance):
      "X\(instance.name)\(instance.nodes.count > 12 ? "\n+" : "") "
        + portLines(instance.nodes, separator: "\n+ ")
        + "\(instance.nodes.count > 12 ? "\n+ " : " ")\(instance.subcircuit)"
        + assignments(instance.parameters, mark: parameterMark) + "\n"
    case .resistor(let name, let a, let b, let ohms): "\(name) \(a) \(b) \(value(ohms))\n"
    case .capacitor(let name, let a, let b, let farads, let initial):
      "\(name) \(a) \(b) \(value(farads))\(initial.map { " ic=\(value($0))" } ?? "")\n"
    case .transistor(let m):
      "\(m.name) \(m.drain) \(m.gate) \(m.source) \(m.bulk) \(m.model)"
        + assignments(m.parameters) + "\n"
    case .transistorModel(let name, let parameters):
      ".model \(name) nmos level=1\(assignments(parameters))\n"
    case .controlledSwitch(let s):
      "\(s.name) \(s.positive) \(s.negative) \(s.controlPositive) \(s.controlNegative) \(s.model.name)\n"
    case .switchModel(let model): switchModel(model)
    case .current(let name, let a, let b, let amperes):
      "\(name) \(a) \(b) i=\(behaviour(amperes))\n"
    case .voltage(let name, let a, let b, let volts):
      "\(name) \(a) \(b) v=\(behaviour(volts))\n"
    case .source(let name, let a, let b, let waveform):
      "\(name) \(a) \(b) \(self.waveform(waveform))\n"
    case .noise: ""
    case .parameters(let parameters): globals(parameters)
    case .includeSPICE(let file): text(.include(file))
    case .include(let file): ".include \(file)\n"
    case .includeSection(let file, let section): ".lib \(file) \(section)\n"
    case .sections(let sections): self.sections(sections)
    case .analysis(let analysis, let repetition, let measures):
      self.analysis(analysis, repeated: repetition, measures: measures)
    case .save(let probes): save(probes)
    case .options(let options): ".option\(assignments(options))\n"
    case .random(let parameters): random(parameters)
    case .derived(let parameters): derived(parameters)
    case .whereEqual(_, _, _, let then, _): then.map(text).joined()
    case .native(let text): text
    }
  }

  func comment(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "\(commentMark)\n" : "\(commentMark) \($0)\n" }.joined()
  }

  /// ` mark name=value name=value`, empty where there are none.
  func assignments(_ parameters: [NetlistParameter], mark: String = "") -> String {
    if parameters.isEmpty { return "" }
    return " \(mark)" + parameters.map { "\($0.name)=\(value($0.value))" }.joined(separator: " ")
  }

  /// A line a parameter that has something to say.
  func parameterComments(_ parameters: [NetlistParameter]) -> String {
    let width = parameters.map(\.name.count).max() ?? 0
    return parameters.map { parameter in
      guard let text = parameter.comment else { return "" }
      let blanks = String(repeating: " ", count: width - parameter.name.count + 2)
      return comment("  \(parameter.name)\(blanks)\(text)")
    }.joined()
  }

  func head(of subcircuit: Subcircuit) -> String {
    var text = parameterComments(subcircuit.parameters)
    let ports = subcircuit.ports
    text += ".subckt \(subcircuit.name)\(ports.count > 12 ? "\n+" : "")"
    text += " \(portLines(ports, separator: "\n+ "))"
    for start in stride(from: 0, to: subcircuit.parameters.count, by: 6) {
      let end = min(start + 6, subcircuit.parameters.count)
      text += start == 0 && end == subcircuit.parameters.count ? "" : "\n+"
      text += assignments(
        Array(subcircuit.parameters[start..<end]), mark: start == 0 ? parameterMark : "")
    }
    return text + "\n"
  }

  func foot(of subcircuit: String) -> String { ".ends \(subcircuit)\n" }

  /// Node names, at most twelve a line.
  func portLines(_ ports: [String], separator: String) -> String {
    stride(from: 0, to: ports.count, by: 12).map { start in
      ports[start..<min(start + 12, ports.count)].joined(separator: " ")
    }.joined(separator: separator)
  }

  func waveform(_ waveform: Waveform) -> String {
    switch waveform {
    case .dc(let volts): return value(volts)
    case .pieces(let corners):
      let lines = stride(from: 0, to: corners.count, by: 5).map { start in
        corners[start..<min(start + 5, corners.count)]
          .map { "\(value($0.time)) \(value($0.value))" }.joined(separator: " ")
      }
      return "pwl(\(lines.joined(separator: "\n+ ")))"
    case .pulse(let p):
      let values = [p.low, p.high, p.delay, p.rise, p.fall, p.width, p.period]
      return "pulse(\(values.map(value).joined(separator: " ")))"
    }
  }

  func switchModel(_ model: SwitchModel) -> String {
    ".model \(model.name) sw vt=\(model.threshold.netlistText) vh=\(model.hysteresis.netlistText)"
      + " ron=\(model.on.netlistText) roff=\(model.off.netlistText)\n"
  }

  func globals(_ parameters: [NetlistParameter]) -> String {
    parameters.map { ".param \($0.name)=\(value($0.value))\n" }.joined()
  }

  func derived(_ parameters: [NetlistParameter]) -> String { globals(parameters) }

  func probe(_ probe: Probe) -> String { spiceProbe(probe) }

  func spiceProbe(_ probe: Probe) -> String {
    switch probe {
    case .current(let source): "i(\(source))"
    case .voltage(let node): "v(\(node))"
    case .inner(let path, let node): "v(\(path.map { "X\($0)" }.joined(separator: ".")).\(node))"
    }
  }

  /// Quantities in lines of at most eight.
  func probeLines(_ probes: [Probe], separator: String = "\n+ ") -> String {
    stride(from: 0, to: probes.count, by: 8).map { start in
      probes[start..<min(start + 8, probes.count)].map(probe).joined(separator: " ")
    }.joined(separator: separator)
  }

  func monteCarlo(_ run: MonteCarloRun) -> String? { nil }

  func save(_ probes: [Probe]) -> String { ".save \(probeLines(probes))\n" }

  func measure(_ measure: NetlistMeasure) -> String {
    switch measure {
    case .find(let name, let probe, let time):
      ".measure tran \(name) find \(self.probe(probe)) at=\(value(time))\n"
    case .expression(let name, let expression):
      ".measure tran \(name) param='\(words.text(expression, isBehavioural: false))'\n"
    }
  }

  /// The analysis alone, without the line's end.
  func spiceAnalysis(_ analysis: Analysis) -> String {
    switch analysis {
    case .operatingPoint: ".op"
    case .dc(let source, let from, let to, let step):
      ".dc \(source) \(from.netlistText) \(to.netlistText) \(step.netlistText)"
    case .transient(let step, let stop, let maximum, let uic):
      ".tran \(step.netlistText) \(stop.netlistText) 0 \(maximum.netlistText)\(uic ? " uic" : "")"
    }
  }

  func sections(_ sections: [NetlistSection]) -> String {
    sections.map { section in
      comment(section.comment) + ".lib \(section.name)\n" + globals(section.parameters)
        + ".endl \(section.name)\n"
    }.joined()
  }
}
