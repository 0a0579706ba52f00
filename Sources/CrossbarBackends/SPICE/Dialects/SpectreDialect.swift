/// Spectre's own language (User Guide and Reference, version 23.1); measures stand in a SPICE passage. Instances have
/// SPICE's X, which keeps their names apart from those of subcircuits.
struct SpectreDialect: NetlistDialect {
  let name = "spectre"
  let title = "Spectre"
  let command = "spectre %"
  let commentMark = "//"
  let opening = "simulator lang=spectre\n"
  let closing = ""
  let drawsInstances = true

  func libraryFile(_ stem: String) -> String { "\(stem).scs" }
  func deckFile(_ stem: String) -> String { "\(stem).scs" }

  func value(_ expression: NetlistExpression) -> String {
    switch expression {
    case .number(let value): return value.netlistText
    case .parameter(let name): return name
    default: return "(\(words.text(expression, isBehavioural: false)))"
    }
  }

  func text(_ item: NetlistItem) -> String {
    switch item {
    case .comment(let text): comment(text)
    case .blank: "\n"
    case .subcircuit(let subcircuit):
      head(of: subcircuit) + subcircuit.body.map(text).joined() + foot(of: subcircuit.name)
    case .instance(let instance):
      "X\(instance.name) (\(portLines(instance.nodes, separator: " \\\n  "))) \(instance.subcircuit)"
        + assignments(instance.parameters) + "\n"
    case .resistor(let name, let a, let b, let ohms):
      "\(name) (\(a) \(b)) resistor r=\(value(ohms))\n"
    case .capacitor(let name, let a, let b, let farads, let initial):
      "\(name) (\(a) \(b)) capacitor c=\(value(farads))\(initial.map { " ic=\(value($0))" } ?? "")\n"
    case .transistor(let m):
      "\(m.name) (\(m.drain) \(m.gate) \(m.source) \(m.bulk)) \(m.model)"
        + assignments(m.parameters) + "\n"
    case .transistorModel(let name, let parameters):
      "model \(name) mos1 type=n\(assignments(parameters))\n"
    case .controlledSwitch(let s):
      "\(s.name) (\(s.positive) \(s.negative) \(s.controlPositive) \(s.controlNegative)) \(s.model.name)\n"
    case .switchModel(let model):
      "model \(model.name) relay vt1=\((model.threshold - model.halfWidth).netlistText)"
        + " vt2=\((model.threshold + model.halfWidth).netlistText)"
        + " ropen=\(model.off.netlistText) rclosed=\(model.on.netlistText)\n"
    case .current(let name, let a, let b, let amperes):
      "\(name) (\(a) \(b)) bsource i=\(behaviour(amperes))\n"
    case .voltage(let name, let a, let b, let volts):
      "\(name) (\(a) \(b)) bsource v=\(behaviour(volts))\n"
    case .source(let name, let a, let b, let waveform):
      "\(name.lowercased()) (\(a) \(b)) vsource \(self.waveform(waveform))\n"
    case .noise: ""
    case .parameters(let parameters): globals(parameters)
    case .includeSPICE(let file):
      "simulator lang=spice\n.include '\(file)'\nsimulator lang=spectre\n"
    case .include(let file): "include \"\(file)\"\n"
    case .includeSection(let file, let section): "include \"\(file)\" section=\(section)\n"
    case .sections(let sections): self.sections(sections)
    case .analysis(let analysis, let repetition, let measures):
      self.analysis(analysis, repeated: repetition, measures: measures)
    case .save(let probes): save(probes)
    case .options(let options): "settings options\(assignments(options))\n"
    case .random(let parameters): random(parameters)
    case .derived(let parameters): derived(parameters)
    case .whereEqual(_, _, _, let then, _): then.map(text).joined()
    case .native(let text): text
    }
  }

  func head(of subcircuit: Subcircuit) -> String {
    var text = parameterComments(subcircuit.parameters)
    text += "subckt \(subcircuit.name) (\(portLines(subcircuit.ports, separator: " \\\n  ")))\n"
    var width = 0
    for (index, parameter) in subcircuit.parameters.enumerated() {
      let assignment = assignments([parameter])
      if index == 0 {
        text += "parameters"
      } else if width + assignment.count > 90 {
        text += " \\\n "
        width = 0
      }
      text += assignment
      width += assignment.count
    }
    return subcircuit.parameters.isEmpty ? text : text + "\n"
  }

  func foot(of subcircuit: String) -> String { "ends \(subcircuit)\n" }

  func waveform(_ waveform: Waveform) -> String {
    switch waveform {
    case .dc(let volts): return "type=dc dc=\(value(volts))"
    case .pieces(let corners):
      let lines = stride(from: 0, to: corners.count, by: 5).map { start in
        corners[start..<min(start + 5, corners.count)]
          .map { "\(value($0.time)) \(value($0.value))" }.joined(separator: " ")
      }
      return "type=pwl wave=[\(lines.joined(separator: " \\\n  "))]"
    case .pulse(let p):
      return "type=pulse val0=\(value(p.low)) val1=\(value(p.high)) delay=\(value(p.delay))"
        + " rise=\(value(p.rise)) fall=\(value(p.fall)) width=\(value(p.width))"
        + " period=\(value(p.period))"
    }
  }

  func globals(_ parameters: [NetlistParameter]) -> String {
    parameters.map { "parameters \($0.name)=\(value($0.value))\n" }.joined()
  }

  func probe(_ probe: Probe) -> String {
    switch probe {
    case .current(let source): "\(source.lowercased()):p"
    case .voltage(let node): node
    case .inner(let path, let node): "\(path.map { "X\($0)." }.joined())\(node)"
    }
  }

  /// A value in a SPICE passage.
  private func spiceValue(_ expression: NetlistExpression) -> String {
    if case .number(let value) = expression { return value.netlistText }
    return "'\(words.text(expression, isBehavioural: false))'"
  }

  func save(_ probes: [Probe]) -> String {
    "keep options save=selected\nsave \(probeLines(probes, separator: " \\\n  "))\n"
  }

  func measure(_ measure: NetlistMeasure) -> String {
    switch measure {
    case .find(let name, let probe, let time):
      // The SPICE passage is lower case whatever is written, and so are the names of sources.
      ".measure tran \(name) find \(spiceProbe(probe).lowercased()) at=\(spiceValue(time))\n"
    case .expression(let name, let expression):
      ".measure tran \(name) param='\(words.text(expression, isBehavioural: false))'\n"
    }
  }

  func analysis(
    _ analysis: Analysis, repeated: Repetition?, measures: [NetlistMeasure]
  ) -> String {
    let inner: String
    switch analysis {
    case .operatingPoint: inner = "point dc"
    case .dc(let source, let from, let to, let step):
      inner =
        "swept dc dev=\(source.lowercased()) param=dc start=\(from.netlistText) stop=\(to.netlistText)"
        + " step=\(step.netlistText)"
    case .transient(_, let stop, let maximum, let uic):
      inner =
        "pulses tran stop=\(stop.netlistText) maxstep=\(maximum.netlistText)"
        + (uic ? " skipdc=yes ic=all" : "")
    }
    var text: String
    switch repeated {
    case .sweep(let parameter, let from, let to):
      text = "each sweep param=\(parameter) start=\(from) stop=\(to) step=1 {\n  \(inner)\n}\n"
    case .monteCarlo(let samples, let seed):
      text =
        "drawn montecarlo variations=all numruns=\(samples) seed=\(seed) savefamilyplots=no {\n"
        + "  \(inner)\n}\n"
    case nil: text = "\(inner)\n"
    }
    if !measures.isEmpty {
      text += "simulator lang=spice\n" + measures.map(measure).joined() + "simulator lang=spectre\n"
    }
    return text
  }

  /// Drawn for each instance of a subcircuit that uses them. correlate would reach the process's variations, which all
  /// instances share; scores of one instance are mixed by arithmetic.
  func random(_ parameters: [RandomParameter]) -> String {
    globals(parameters.map { NetlistParameter($0.name, $0.kind == .normal ? 0 : 0.5) })
      + "statistics {\n  mismatch {\n"
      + parameters.map {
        $0.kind == .normal
          ? "    vary \($0.name) dist=gauss std=1\n" : "    vary \($0.name) dist=unif N=0.5\n"
      }.joined() + "  }\n}\n"
  }

  func sections(_ sections: [NetlistSection]) -> String {
    "library corners\n"
      + sections.map { section in
        comment(section.comment) + "section \(section.name)\n" + globals(section.parameters)
          + "endsection \(section.name)\n"
      }.joined() + "endlibrary corners\n"
  }
}
