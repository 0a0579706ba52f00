internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarTemplates

/// What `cell.lib` says of the enable transistor: the lines before the cell that define it, and the cell's element.
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

  /// Comments and definitions, one line each.
  var definition: [String] {
    switch transistor.kind {
    case .level1:
      return [
        "* Enable transistor: Shichman-Hodges, no body effect, no channel-length modulation, no current below vto.",
        ".model enable nmos level=1 vto=\(vto) kp=\(transistor.transconductance.shortestText)",
      ]
    case .idealSwitch(let ideal):
      return [
        "* Enable transistor: an ideal switch, on where the word line is above vt. No follower, no compliance.",
        ".model enable sw vt=\(ideal.threshold.value.shortestText) vh=0 "
          + "ron=\(ideal.on.value.shortestText) roff=\(ideal.off.value.shortestText)",
      ]
    case .card, .subcircuit:
      let what = transistor.kind == .card ? "card" : "subcircuit"
      return [
        "* Enable transistor: the \(what) '\(model.name)' of the user. The behavioural simulator takes it for a level-1",
        "* transistor of vto=\(vto) kp=\(transistor.transconductance.shortestText), as the process file states.",
        ".include \(model.fileName)",
      ]
    }
  }

  /// The element between source line and silver: drain, gate, source, bulk.
  var instance: String {
    let size = "w=\(transistor.width.shortestText) l=\(transistor.length.shortestText)"
    switch transistor.kind {
    case .level1: return "m1 sl wl ag 0 enable \(size)"
    case .idealSwitch: return "s1 sl ag wl 0 enable"
    case .card: return "m1 sl wl ag 0 \(model.name) \(size)"
    case .subcircuit: return "xm1 sl wl ag 0 \(model.name) \(size)"
    }
  }

  private var vto: String { transistor.threshold.value.shortestText }
}
