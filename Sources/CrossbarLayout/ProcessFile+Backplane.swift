internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDocuments

extension ProcessFile {
  /// The words of `backplane.transistor`.
  private enum TransistorWord: String, CaseIterable {
    case level1 = "level-1"
    case idealSwitch = "switch"
    case card, subcircuit
  }

  /// Reads the block `backplane`; nil, with findings of the reader, where something is wrong with its entries.
  ///
  /// What is wrong inside the transistor's own file is returned, since it lies in another file.
  static func readBackplane(
    _ mapping: DocumentMapping, modelText: ((String) throws(Diagnostics) -> String)?
  ) -> (backplane: Backplane?, modelFindings: [Diagnostic])? {
    let word = mapping.word("transistor", as: TransistorWord.self, default: .level1)
    let isSwitch = word == .idealSwitch
    // A switch has no channel; what a level-1 card would need may stand there all the same.
    let threshold = mapping.double("vto_v", in: 1e-3...100, default: isSwitch ? 1 : nil)
    let transconductance = mapping.double(
      "kp_a_per_v2", in: 1e-12...1, default: isSwitch ? 1e-4 : nil)
    let length = mapping.double("length_um", in: 1e-3...1e6, default: isSwitch ? 1 : nil)
    let stated = readWidth(mapping)
    let demand = readDemand(mapping)
    let wordLine = mapping.double("word_line_v", in: -1000...1000)
    let driver = mapping.double("driver_ohm", in: 1e-6...1e12)
    let lead = mapping.double("source_line_lead_ohm", in: 1e-6...1e12)
    let perCell = mapping.double("source_line_ohm_per_cell", in: 1e-6...1e12)
    let bitLead = mapping.double("bit_line_lead_ohm", in: 1e-6...1e12, default: 1)
    let bitPerCell = mapping.double("bit_line_ohm_per_cell", in: 1e-6...1e12, default: 1)
    let ideal = readSwitch(mapping, isUsed: isSwitch, wordLine: wordLine)
    let isOwn = word == .card || word == .subcircuit
    let model = readModel(
      mapping, isUsed: isOwn, isSubcircuit: word == .subcircuit, modelText: modelText)
    var conducts = true
    if !isSwitch, let threshold, let wordLine, wordLine <= threshold {
      conducts = false
      mapping.report(
        "process/word-line",
        "the word line voltage, \(Volts(wordLine)), does not exceed the threshold vto_v, "
          + "\(Volts(threshold))",
        key: "word_line_v", help: "the enable transistors would never conduct")
    }
    mapping.end()
    guard let word, let threshold, let transconductance, let stated, let length, let demand,
      let wordLine, let driver, let lead, let perCell, let bitLead, let bitPerCell, let ideal,
      conducts
    else { return (nil, model.findings) }
    let kind: EnableTransistor.Kind =
      switch word {
      case .level1: .level1
      case .idealSwitch: .idealSwitch(ideal)
      case .card: .card
      case .subcircuit: .subcircuit
      }
    var transistor = EnableTransistor(
      kind: kind, threshold: Volts(threshold), transconductance: transconductance,
      width: stated ?? TransistorDemand.widthGrid, length: length / 1e6,
      wordLineVoltage: Volts(wordLine))
    if stated == nil && !isSwitch { size(&transistor, demand, mapping) }
    if stated != nil && !isSwitch { refuseImpossible(transistor, demand, mapping) }
    return (
      Backplane(
        transistor: transistor, transistorModel: model.model, demand: demand,
        isWidthSized: stated == nil && !isSwitch, driver: Ohms(driver),
        bitLineLead: Ohms(bitLead), bitLinePerCell: Ohms(bitPerCell),
        sourceLineLead: Ohms(lead), sourceLinePerCell: Ohms(perCell)), model.findings
    )
  }

  /// Gives a transistor the width that carries what is wanted; a finding for each current that none does.
  private static func size(
    _ transistor: inout EnableTransistor, _ demand: TransistorDemand, _ mapping: DocumentMapping
  ) {
    let width = demand.width(of: transistor)
    transistor.width = min(width, demand.maxWidth)
    guard width > demand.maxWidth else { return }
    for sentence in TransistorShortage(demand: demand, transistor: transistor).sentences {
      mapping.report(
        "process/transistor-width", sentence, key: "word_line_v",
        help: "max_width_um, reset_drop_v and set_loss_v bound the width; state width_um to have "
          + "less than what is wanted")
    }
  }

  /// Reports wanted currents that the file states beside a width, where that width passes them at no drop at all.
  private static func refuseImpossible(
    _ transistor: EnableTransistor, _ demand: TransistorDemand, _ mapping: DocumentMapping
  ) {
    let overdrive = transistor.wordLineVoltage.value - transistor.threshold.value
    let most = transistor.beta / 2 * overdrive * overdrive
    for (key, wanted, what) in [
      ("reset_current_a", demand.resetCurrent, "RESET"),
      ("set_current_a", demand.setCurrent, "SET"),
    ] where mapping.contains(key) && wanted.value > most {
      mapping.report(
        "process/transistor-width",
        "a word line of \(transistor.wordLineVoltage) saturates the stated width at \(most) A, less "
          + "than the \(wanted) wanted for \(what)", key: key)
    }
  }

  /// The stated width in metres; `.some(nil)` where the tool is to find it, nil, with a finding, where it is neither.
  private static func readWidth(_ mapping: DocumentMapping) -> Double?? {
    guard let value = mapping.value("width_um") else { return .some(nil) }
    guard case .scalar(let text, isQuoted: false) = value.content else {
      mapping.report(
        "document/type", "\(mapping.path).width_um must be a number or auto", line: value.line)
      return nil
    }
    if text == "auto" { return .some(nil) }
    guard Double(text) != nil else {
      mapping.report(
        "document/type", "\(mapping.path).width_um must be a number or auto", line: value.line)
      return nil
    }
    return mapping.double("width_um", in: 1e-3...1e6).map { .some($0 / 1e6) }
  }

  private static func readDemand(_ mapping: DocumentMapping) -> TransistorDemand? {
    let setCurrent = mapping.double("set_current_a", in: 1e-9...1, default: 1e-4)
    let setLoss = mapping.double("set_loss_v", in: 1e-3...100, default: 0.5)
    let resetCurrent = mapping.double("reset_current_a", in: 1e-9...1, default: 5e-3)
    let resetDrop = mapping.double("reset_drop_v", in: 1e-3...100, default: 0.1)
    let maxWidth = mapping.double("max_width_um", in: 1...1e6, default: 100)
    guard let setCurrent, let setLoss, let resetCurrent, let resetDrop, let maxWidth else {
      return nil
    }
    return TransistorDemand(
      setCurrent: Amperes(setCurrent), setLoss: Volts(setLoss),
      resetCurrent: Amperes(resetCurrent), resetDrop: Volts(resetDrop), maxWidth: maxWidth / 1e6)
  }

  /// The block `switch`; its defaults where it is not there.
  private static func readSwitch(
    _ mapping: DocumentMapping, isUsed: Bool, wordLine: Double?
  ) -> IdealSwitch? {
    let block = mapping.mapping("switch", required: false)
    if block == nil && mapping.contains("switch") { return nil }
    let half = max(wordLine ?? 10, 2e-6) / 2
    let on = block?.double("on_ohm", in: 1e-3...1e9, default: 1) ?? (block == nil ? 1 : nil)
    // Every row of a column leaks beside the one that is read: 4,096 of them, at 10 GΩ, a hundredth of 10 µA at 0.1 V.
    let off =
      block?.double("off_ohm", in: 1e10...1e15, default: 1e12) ?? (block == nil ? 1e12 : nil)
    let threshold =
      block?.double("threshold_v", in: 1e-6...1000, default: half) ?? (block == nil ? half : nil)
    block?.end()
    guard let on, let off, let threshold else { return nil }
    if isUsed, let wordLine, wordLine <= threshold {
      let line = (block?.contains("threshold_v") ?? false) ? block?.line(of: "threshold_v") : nil
      mapping.report(
        "process/word-line",
        "the word line voltage, \(Volts(wordLine)), does not exceed the switch's threshold, "
          + "\(Volts(threshold))",
        line: line ?? mapping.line(of: "word_line_v"), help: "the switches would never close")
      return nil
    }
    return IdealSwitch(on: Ohms(on), off: Ohms(off), threshold: Volts(threshold))
  }

  /// The user's own card or subcircuit, read and looked through.
  private static func readModel(
    _ mapping: DocumentMapping, isUsed: Bool, isSubcircuit: Bool,
    modelText: ((String) throws(Diagnostics) -> String)?
  ) -> (model: TransistorModel?, findings: [Diagnostic]) {
    func string(_ key: String) -> String? {
      isUsed || mapping.contains(key) ? mapping.string(key) : nil
    }
    let path = string("model_file")
    let name = string("model_name")
    var isSound = true
    if let path, let reason = TransistorModelFile.whyNotNamed(path) {
      mapping.report(
        "process/model-file", "\(mapping.path).model_file: \(reason)", key: "model_file")
      isSound = false
    }
    if let name, !TransistorModelFile.isName(name) {
      mapping.report(
        "process/model-name",
        "\(mapping.path).model_name must be a letter and then letters, digits or underscores",
        key: "model_name")
      isSound = false
    }
    guard isUsed, isSound, let path, let name else { return (nil, []) }
    guard let modelText else {
      mapping.report(
        "process/model-file", "\(path) cannot be read: no files belong to this process",
        key: "model_file")
      return (nil, [])
    }
    do throws(Diagnostics) {
      let model = TransistorModel(path: path, name: name, text: try modelText(path))
      let findings = TransistorModelFile.findings(model, isSubcircuit: isSubcircuit)
      return (model, findings)
    } catch {
      for finding in error.all {
        mapping.report(
          "process/model-file", "\(path): \(finding.message)", key: "model_file",
          help: "the path is relative to this file")
      }
      return (nil, [])
    }
  }
}
