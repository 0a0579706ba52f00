internal import CrossbarArray
internal import CrossbarCore

/// The enable transistor: what defines it, and the element between a source line and the silver.
struct EnableTransistorDeck {
  let wiring: ArrayWiring

  private var transistor: EnableTransistor { wiring.transistor }

  /// The user's model where the transistor is one.
  private var model: TransistorModel {
    guard let model = wiring.transistorModel else {
      preconditionFailure("a card or subcircuit without its model")
    }
    return model
  }

  /// Comments and definitions.
  var definition: [NetlistItem] {
    switch transistor.kind {
    case .level1:
      return [
        .comment(
          """
          Enable transistor: Shichman-Hodges, no body effect, no channel-length modulation, no current below vto.
            vto  V      threshold; process.yaml
            kp   A/V^2  transconductance; process.yaml
            w l  m      width and length, of each instance; process.yaml, or sized for the currents wanted
          """),
        .transistorModel(
          "enable",
          [
            NetlistParameter("vto", .number(transistor.threshold.value)),
            NetlistParameter("kp", .number(transistor.transconductance)),
            // Simulators differ in what they take where these are not stated.
            NetlistParameter("gamma", 0), NetlistParameter("lambda", 0),
          ]),
      ]
    case .idealSwitch(let ideal):
      return [
        .comment(
          """
          Enable transistor: an ideal switch, on where the word line is above vt. No follower, no compliance.
          """), .switchModel(switchModel(ideal)),
      ]
    case .card, .subcircuit:
      let what = transistor.kind == .card ? "card" : "subcircuit"
      return [
        .comment(
          """
          Enable transistor: the \(what) '\(model.name)' of the user. The behavioural simulator takes it for a level-1
          transistor of vto=\(transistor.threshold.value.netlistText) kp=\(transistor.transconductance.netlistText), as the process file states.
          """), .includeSPICE(model.fileName),
      ]
    }
  }

  private func switchModel(_ ideal: IdealSwitch) -> SwitchModel {
    SwitchModel(
      name: "enable", threshold: ideal.threshold.value, hysteresis: 0, on: ideal.on.value,
      off: ideal.off.value)
  }

  /// The element; the bulk is at ground.
  func element(drain: String, gate: String, source: String) -> NetlistItem {
    let size = [
      NetlistParameter("w", .number(transistor.width)),
      NetlistParameter("l", .number(transistor.length)),
    ]
    switch transistor.kind {
    case .level1, .card:
      let name = transistor.kind == .level1 ? "enable" : model.name
      return .transistor(
        NetlistTransistor(
          name: "M1", drain: drain, gate: gate, source: source, bulk: "0", model: name,
          parameters: size))
    case .idealSwitch(let ideal):
      return .controlledSwitch(
        NetlistSwitch(
          name: "S1", positive: drain, negative: source, controlPositive: gate,
          controlNegative: "0", model: switchModel(ideal)))
    case .subcircuit:
      return .instance(
        SubcircuitInstance(
          name: "M1", nodes: [drain, gate, source, "0"], subcircuit: model.name, parameters: size))
    }
  }
}
