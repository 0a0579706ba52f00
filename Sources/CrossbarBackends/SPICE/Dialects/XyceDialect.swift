/// Xyce (Reference Guide, version 7): whole expressions in braces, `.global_param` for what `.step` may change, results
/// only where `.print` asks for them.
struct XyceDialect: NetlistDialect {
  let name = "xyce"
  let title = "Xyce 7"
  let command = "Xyce %"
  let words = ExpressionWords(logarithm: "ln")
  let parameterMark = "PARAMS: "

  func behaviour(_ expression: NetlistExpression) -> String {
    "{\(words.text(expression, isBehavioural: true))}"
  }

  func globals(_ parameters: [NetlistParameter]) -> String {
    parameters.map { ".global_param \($0.name)=\(value($0.value))\n" }.joined()
  }

  /// Distributions and what follows from them stand in `.param`.
  func derived(_ parameters: [NetlistParameter]) -> String {
    parameters.map { ".param \($0.name)=\(value($0.value))\n" }.joined()
  }

  func switchModel(_ model: SwitchModel) -> String {
    let on = model.threshold + model.halfWidth
    let off = model.threshold - model.halfWidth
    return ".model \(model.name) vswitch von=\(on.netlistText) voff=\(off.netlistText)"
      + " ron=\(model.on.netlistText) roff=\(model.off.netlistText)\n"
  }

  func probe(_ probe: Probe) -> String {
    guard case .inner(let path, let node) = probe else { return spiceProbe(probe) }
    return "v(\(path.map { "X\($0):" }.joined())\(node))"
  }

  func save(_ probes: [Probe]) -> String { ".print tran \(probeLines(probes))\n" }

  func measure(_ measure: NetlistMeasure) -> String {
    switch measure {
    case .find(let name, let probe, let time):
      ".measure tran \(name) find \(self.probe(probe)) at=\(value(time))\n"
    case .expression(let name, let expression):
      ".measure tran \(name) eqn {\(words.text(expression, isBehavioural: false))}\n"
    }
  }

  func analysis(
    _ analysis: Analysis, repeated: Repetition?, measures: [NetlistMeasure]
  ) -> String {
    var text = spiceAnalysis(analysis) + "\n"
    switch repeated {
    case .sweep(let parameter, let from, let to): text += ".step \(parameter) \(from) \(to) 1\n"
    case .monteCarlo(let samples, let seed):
      text += ".sampling useExpr=true\n"
      text += ".options samples numsamples=\(samples) seed=\(seed) sample_type=mc\n"
      let names = measures.map(\.name).joined(separator: ",")
      text += "+ measures=\(names) output_sample_stats=true stdoutput=true\n"
    case nil: break
    }
    return text + measures.map(measure).joined()
  }

  /// Parameters at the top are drawn once for each sample.
  func random(_ parameters: [RandomParameter]) -> String {
    parameters.map {
      switch $0.kind {
      case .normal: ".param \($0.name)={agauss(0,1,1)}\n"
      case .uniform: ".param \($0.name)={aunif(0.5,0.5)}\n"
      }
    }.joined()
  }
}
