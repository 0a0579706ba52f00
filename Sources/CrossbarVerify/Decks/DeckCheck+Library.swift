public import CrossbarCore
internal import CrossbarArray
internal import CrossbarDevices

extension DeckCheck {
  /// Compares the cell library with the device, the wiring and the compact model's equations.
  ///
  /// The equations are evaluated from their text at points across their range and compared with ``CompactModel``.
  public func compare(_ library: ReadCellLibrary) -> [Diagnostic] {
    var comparison = LibraryComparison(check: self, library: library)
    comparison.memristor(wears: false)
    if device.enduranceCycles < .max { comparison.memristor(wears: true) }
    comparison.transistor()
    comparison.cell()
    return comparison.findings
  }
}

private struct LibraryComparison {
  let check: DeckCheck
  let library: ReadCellLibrary
  var findings: [Diagnostic] = []

  private mutating func report(
    _ id: String, _ message: String, line: Int? = nil, element: String? = nil
  ) {
    findings.append(
      .error(id, message, at: .init(file: library.file, line: line, element: element)))
  }

  private mutating func expect(
    _ found: [String: Double], _ expected: [String: Double], in place: String, line: Int?
  ) {
    for name in Set(found.keys).union(expected.keys).sorted() where found[name] != expected[name] {
      let text = found[name].map { "\(name)=\($0)" } ?? "no \(name)"
      let wanted = expected[name].map { "\($0)" } ?? "absent"
      report(
        "deck/constant", "\(text) in \(place), where it must be \(wanted)", line: line,
        element: name)
    }
  }

  private var medians: [String: Double] {
    var medians: [String: Double] = [:]
    for quantity in DeviceQuantity.allCases {
      medians[quantity.parameter] = check.device.statistics[quantity].median.roundedToSixDigits
    }
    return medians
  }

  private var model: CompactModel {
    CompactModel(check.device)
  }

  /// Parameters of temperature and read noise, where the device file has them.
  private var options: [String: Double] {
    var options: [String: Double] = [:]
    if let temperature = check.device.constants.temperature {
      options["tdev"] = check.device.operation.temperature
      options["tnom"] = temperature.reference
      options["tcl"] = temperature.lowCoefficient
      options["eah"] = temperature.highActivation
      options["eas"] = temperature.switchingActivation
    }
    if let noise = check.device.constants.readNoise {
      options["rn"] = noise.relative
      options["bn"] = noise.bandwidth
      options["noisy"] = 0
    }
    return options
  }

  private var initialState: Double { check.device.operation.initialState == .lrs ? 1 : 0 }

  /// nend of the device.
  private var endurance: Double { Double(check.device.enduranceCycles) }

  mutating func memristor(wears: Bool) {
    let name = wears ? "memristor_wear" : "memristor"
    guard let memristor = library.subcircuits[name] else {
      return report("deck/subcircuit", "there is no subcircuit '\(name)'")
    }
    let c = check.device.constants
    let ports = wears ? ["ag", "au", "x", "y"] : ["ag", "au", "x"]
    if memristor.ports != ports {
      report(
        "deck/ports", "\(name)'s ports must be \(ports.joined(separator: " "))",
        line: memristor.line)
    }
    var defaults = medians.merging([
      "vrd": c.readReference, "vd": c.smoothing, "tth": c.thresholdTime, "tmin": c.minimumTime,
      "va": c.slopeAbove, "vbs": model.slopeBelowSet, "vbr": model.slopeBelowReset,
      "eta": c.feedback, "trel": c.relaxationTime, "ulim": c.overdriveBound,
      "cp": c.capacitance, "xc": model.unstableState, "mob": 1, "x0": initialState,
    ]) { $1 }.merging(options) { $1 }
    if wears { defaults["nend"] = endurance }
    expect(memristor.defaults, defaults, in: name, line: memristor.line)
    expect(memristor.constants, [:], in: name, line: memristor.line)
    var expected: [String: String?] = [
      "cj": "ag au {cp}", "cx": "x 0 0.001 ic={x0}", "rx": "x 0 1e+12",
      "bw": nil, "bi": nil, "bs": nil, "br": nil, "bx": nil,
    ]
    if c.readNoise != nil {
      expected["vn"] = "n 0 dc 0 trrandom(2 {0.5/bn+(1-noisy)*1e+09} 0 {noisy} 0)"
    }
    if wears {
      expected["cy"] = "y 0 0.001 ic=0"
      expected["ry"] = "y 0 1e+12"
      expected["bd"] = .some(nil)
      expected["by"] = .some(nil)
    }
    elements(memristor.elements, expected)
    equations(memristor, name: name, wears: wears)
  }

  /// Every element that is there must be known; those with a text must be that text.
  private mutating func elements(
    _ found: [String: ReadCellLibrary.Element], _ expected: [String: String?]
  ) {
    for name in Set(found.keys).union(expected.keys).sorted() {
      guard let text = expected[name] else {
        report("deck/unknown-element", "'\(name)' does not belong here", line: found[name]?.line)
        continue
      }
      guard let element = found[name] else {
        report("deck/missing-element", "'\(name)' is missing", element: name)
        continue
      }
      if let text, element.text != text {
        report(
          "deck/element", "'\(name) \(element.text)' must be '\(name) \(text)'",
          line: element.line, element: name)
      }
    }
  }

  /// Evaluates the behavioural sources at voltages and states of a hundred devices of the seed.
  private mutating func equations(
    _ memristor: ReadCellLibrary.Subcircuit, name subcircuit: String, wears: Bool
  ) {
    func expression(_ name: String, _ prefix: String) -> SpiceExpression? {
      guard let text = memristor.elements[name]?.text, text.hasPrefix(prefix) else { return nil }
      return SpiceExpression(text.dropFirst(prefix.count))
    }
    var sources: [(String, String)] = [
      ("bw", "w 0 v="), ("bi", "ag au i="), ("bs", "ks 0 v="), ("br", "kr 0 v="),
      ("bx", "0 x i="),
    ]
    if wears { sources += [("bd", "dx 0 v="), ("by", "0 y i=")] }
    var parsed: [String: SpiceExpression] = [:]
    for (name, prefix) in sources where memristor.elements[name] != nil {
      parsed[name] = expression(name, prefix)
      if parsed[name] == nil {
        report(
          "deck/equation", "'\(name)' of \(subcircuit) cannot be read",
          line: memristor.elements[name]?.line,
          element: name)
      }
    }
    guard parsed.count == sources.count else { return }
    let sampler = DeviceSampler(statistics: check.device.statistics, seed: check.seed)
    var wrong: Set<String> = []
    for point in 0..<100 {
      var sample = sampler.sample(array: 0, tile: 0, row: 0, column: point)
      if point % 4 == 3 { sample.mobility = Double(point) / 150 }
      sample.restState = Double(point % 2)
      let voltage = -3.03 + 0.06 * Double(point)
      let state = -0.05 + 1.1 * Double((point * 37) % 100) / 99
      // From unused to well past the endurance, and densely around it.
      let worn =
        wears ? point % 2 == 0 ? Double(point) / 50 : 1 + 0.02 * Double(point) / endurance : nil
      wrong.formUnion(mismatches(parsed, memristor.defaults, sample, voltage, state, worn))
    }
    for name in wrong.sorted() {
      report(
        "deck/equation", "'\(name)' of \(subcircuit) does not compute what the compact model says",
        line: memristor.elements[name]?.line, element: name)
    }
  }

  /// Names of the sources whose value differs from the compact model's.
  private func mismatches(
    _ sources: [String: SpiceExpression], _ constants: [String: Double], _ sample: DeviceSample,
    _ voltage: Double, _ state: Double, _ worn: Double?
  ) -> [String] {
    var names = constants
    names["vset"] = sample.vSet
    names["vrst"] = sample.vReset
    names["rlrs"] = sample.rLRS
    names["rhrs"] = sample.rHRS
    names["mob"] = sample.mobility
    names["x0"] = sample.restState
    let clamped = min(max(state, 0), 1)
    let weight = clamped * clamped * (3 - 2 * clamped)
    let set = model.setRate(voltage, state: state, device: sample)
    let noise = 0.5
    let share = (check.device.constants.readNoise?.relative ?? 0) * noise
    var reset = model.resetRate(voltage, device: sample)
    var rate = model.stateDerivative(voltage, state: state, device: sample)
    var nodes = [
      "ag": voltage + 0.7, "au": 0.7, "x": state, "w": weight, "ks": set, "n": noise,
    ]
    var expected = [
      "bw": weight, "bs": set,
      "bi": model.current(voltage, state: state, device: sample) * (1 + share),
    ]
    if let worn {
      rate =
        model.wearingDerivative(
          voltage, state: state, worn: worn, device: sample, endurance: endurance
        ).state
      reset *= model.resetShare(worn: worn, endurance: endurance)
      nodes["y"] = worn
      nodes["dx"] = rate
      expected["bd"] = rate
      expected["by"] = 0.001 * model.wearRate(rate, endurance: endurance)
    }
    nodes["kr"] = reset
    expected["br"] = reset
    expected["bx"] = 0.001 * rate
    // Differences of rates: what is left of their rounding.
    let tolerated = ["bx": set + reset, "bd": 1000 * (set + reset), "by": 1 + set + reset]
    return expected.compactMap { name, value in
      guard let found = sources[name]?.value(names, nodes: nodes) else { return name }
      return abs(found - value) <= 1e-9 * abs(value) + 1e-12 * (tolerated[name] ?? 0)
        ? nil : name
    }
  }

  mutating func transistor() {
    let transistor = check.wiring.transistor
    var models: [String: (type: String, values: [String: Double])] = [:]
    var includes: [String] = []
    switch transistor.kind {
    case .level1:
      models["enable"] = (
        "nmos",
        [
          "level": 1, "vto": transistor.threshold.value, "kp": transistor.transconductance,
          "gamma": 0, "lambda": 0,
        ]
      )
    case .idealSwitch(let ideal):
      models["enable"] = (
        "sw",
        [
          "vt": ideal.threshold.value, "vh": 0, "ron": ideal.on.value, "roff": ideal.off.value,
        ]
      )
    case .card, .subcircuit:
      if let model = check.wiring.transistorModel { includes = [model.fileName.lowercased()] }
    }
    for name in Set(library.models.keys).union(models.keys).sorted() {
      guard let model = models[name] else {
        report("deck/unknown-element", "the model '\(name)' does not belong here", element: name)
        continue
      }
      expect(library.models[name] ?? [:], model.values, in: "model \(name)", line: nil)
      if let type = library.modelTypes[name], type != model.type {
        report("deck/element", "the model '\(name)' is of type \(type), not \(model.type)")
      }
    }
    for file in Set(library.includes.keys).union(includes).sorted()
    where includes.contains(file) != (library.includes[file] != nil) {
      report(
        "deck/include",
        includes.contains(file)
          ? "'\(file)' is not included" : "'\(file)' does not belong in the cell library",
        line: library.includes[file], element: file)
    }
  }

  /// The enable transistor's element and what it must say: its nodes and model, and its sizes where it has any.
  private var transistorElement: (name: String, prefix: String, sizes: [String: Double]) {
    let transistor = check.wiring.transistor
    let model = check.wiring.transistorModel?.name.lowercased() ?? ""
    let sizes = ["w": transistor.width, "l": transistor.length]
    switch transistor.kind {
    case .level1: return ("m1", "sl wl ag 0 enable", sizes)
    case .idealSwitch: return ("s1", "sl ag wl 0 enable", [:])
    case .card: return ("m1", "sl wl ag 0 \(model)", sizes)
    case .subcircuit: return ("xm1", "sl wl ag 0 \(model)", sizes)
    }
  }

  mutating func cell() {
    guard let cell = library.subcircuits["cell"] else {
      return report("deck/subcircuit", "there is no subcircuit 'cell'")
    }
    if cell.ports != ["bl", "ag", "sl", "wl"] {
      report("deck/ports", "cell's ports must be bl ag sl wl", line: cell.line)
    }
    var defaults = medians
    defaults["row"] = 0
    expect(cell.defaults, defaults, in: "cell", line: cell.line)
    expect(cell.constants, [:], in: "cell", line: cell.line)
    let active = "row==active_row||all_dynamic==1"
    let inside = cell.branches[active] ?? [:]
    let (transistor, prefix, sizes) = transistorElement
    elements(cell.elements, [:])
    geometry(inside[transistor], transistor, prefix, sizes)
    resistor(inside["rc"], "ag j", check.wiring.bottomContact.value)
    elements(
      inside,
      [
        transistor: nil, "rc": nil,
        "x1": "j bl x memristor vset={vset} vrst={vrst} rlrs={rlrs} rhrs={rhrs}"
          + (check.device.constants.readNoise == nil ? "" : " noisy={read_noise}"),
      ])
    let rest = initialState == 0 ? "rhrs" : "rlrs"
    elements(cell.branches["else"] ?? [:], ["r1": "ag bl {\(rest)}"])
    if Set(cell.branches.keys) != [active, "else"] {
      report(
        "deck/condition", "transistor and memristor must be there in the active row",
        line: cell.line)
    }
  }

  private mutating func geometry(
    _ element: ReadCellLibrary.Element?, _ name: String, _ prefix: String,
    _ sizes: [String: Double]
  ) {
    guard let element else { return }
    let words = element.text.split(separator: " ")
    let count = prefix.split(separator: " ").count
    var found: [String: Double] = [:]
    var isSound = words.prefix(count).joined(separator: " ") == prefix
    for word in words.dropFirst(count) {
      let parts = word.split(separator: "=")
      if parts.count == 2, found[String(parts[0])] == nil {
        found[String(parts[0])] = SpiceExpression(parts[1])?.value([:])
      } else {
        isSound = false
      }
    }
    if !isSound || found != sizes {
      report(
        "deck/element",
        "the enable transistor must be '\(prefix)' with \(sizes.sorted { $0.key > $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " "))",
        line: element.line, element: name)
    }
  }

  private mutating func resistor(
    _ element: ReadCellLibrary.Element?, _ nodes: String, _ ohms: Double
  ) {
    guard let element else { return }
    let value = SpiceExpression(element.text.dropFirst(nodes.count))?.value([:])
    if !element.text.hasPrefix(nodes) || value != ohms {
      report(
        "deck/element", "the bottom contact must be '\(nodes)' with \(ohms) Ω",
        line: element.line, element: "rc")
    }
  }
}
