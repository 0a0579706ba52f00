public import CrossbarCore
internal import CrossbarDocuments

/// Reads `process.yaml`.
public enum ProcessFile {
  /// The format this version reads and writes.
  public static let format = "dendrite-process-1"

  /// Reads a process from the text of a process file.
  ///
  /// - Parameters:
  ///   - file: the name to use in diagnostics.
  ///   - modelText: reads the transistor's own model file, named as in the process file; asked only where the process
  ///     has one, and a process that has one is refused without it.
  /// - Throws: every missing, unknown or ill-typed entry with its line; where there is none, everything in which the
  ///   measures contradict the rules (``Process/check()``), with the line of the measure.
  public static func parse(
    _ text: String, file: String,
    modelText: ((_ path: String) throws(Diagnostics) -> String)? = nil
  ) throws(Diagnostics) -> Process {
    let document = try DocumentValue.parse(text, file: file)
    let reader = DocumentReader(file: file)
    let root = reader.root(document)
    if let format = root.string("format"), format != Self.format {
      root.report(
        "process/format", "the format is \(format); this version reads \(Self.format)",
        key: "format")
    }
    let name = root.string("name")
    let source = root.string("source", default: "")
    let printer = root.mapping("printer")
    let printerName = printer?.string("name")
    let printHead = printer.flatMap(readPrintHead)
    printer?.end()
    let cleaning = readTreatments(root, "cleaning")
    let layers = root.mapping("layers")
    let agBottom = layers?.mapping("ag_bottom").flatMap(readInk)
    let window = layers?.mapping("mos2_window").flatMap(readWindow)
    let dielectric = layers?.mapping("dielectric", required: false).flatMap(readInk)
    let auTop = layers?.mapping("au_top").flatMap(readInk)
    let agPad = layers?.mapping("ag_pad").flatMap(readInk)
    layers?.end()
    let removal = readTreatments(root, "mask_removal")
    let substrate = root.mapping("substrate").flatMap(readSubstrate)
    let rules = root.mapping("rules").flatMap(readRules)
    let geometry = root.mapping("geometry").flatMap(readGeometry)
    let backplane = root.mapping("backplane").flatMap {
      readBackplane($0, modelText: modelText)
    }
    root.end()
    try (reader.findings + (backplane?.modelFindings ?? [])).throwIfErrors()
    guard let name, let source, let printerName, let printHead, let agBottom, let window,
      let auTop, let agPad, let substrate, let rules, let geometry,
      let backplane = backplane?.backplane
    else { preconditionFailure("a process entry is missing without a finding") }
    let process = Process(
      file: file, name: name, source: source, printer: printerName, printHead: printHead,
      cleaning: cleaning, agBottom: agBottom, mos2Window: window, dielectric: dielectric,
      auTop: auTop, agPad: agPad,
      maskRemoval: removal, substrate: substrate, rules: rules, geometry: geometry,
      backplane: backplane)
    try locate(process.check(), in: document).throwIfErrors()
    return process
  }

  /// Findings of a layout with the lines of the keys that they name.
  public static func located(
    _ findings: [Diagnostic], in text: String, file: String
  ) -> [Diagnostic] {
    guard let document = try? DocumentValue.parse(text, file: file) else { return findings }
    return findings.map {
      $0.location?.file == file && $0.location?.line == nil ? locate([$0], in: document)[0] : $0
    }
  }

  /// Puts the line of the key that a finding names in place of the name.
  private static func locate(_ findings: [Diagnostic], in document: DocumentValue) -> [Diagnostic] {
    findings.map { finding in
      guard let element = finding.location?.element else { return finding }
      var value = document
      for key in element.split(separator: ".") {
        guard case .mapping(let entries) = value.content,
          let entry = entries.first(where: { $0.key == key })
        else { break }
        value = entry.value
      }
      var located = finding
      located.location?.line = value.line
      return located
    }
  }

  private static func readTreatments(_ root: DocumentMapping, _ key: String) -> [Treatment] {
    root.mappings(key, required: false).compactMap { mapping in
      let step = mapping.string("step")
      let celsius = readCelsius(mapping, "temperature_c")
      let minutes = readMinutes(mapping, "minutes")
      mapping.end()
      return step.map { Treatment(step: $0, celsius: celsius, minutes: minutes) }
    }
  }

  private static func readCelsius(_ mapping: DocumentMapping, _ key: String) -> Double? {
    mapping.contains(key) ? mapping.double(key, in: -50...1500) : nil
  }

  private static func readMinutes(_ mapping: DocumentMapping, _ key: String) -> Double? {
    mapping.contains(key) ? mapping.double(key, in: 0...1e5) : nil
  }

  private static func readColour(
    _ mapping: DocumentMapping, _ key: String = "colour", default fallback: String? = nil
  ) -> String? {
    guard let colour = mapping.string(key, default: fallback) else { return nil }
    let digits = colour.utf8.dropFirst()
    let isHexadecimal = digits.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    guard colour.utf8.first == 35, digits.count == 6, isHexadecimal else {
      mapping.report(
        "process/colour", "\(mapping.path).\(key) is \(colour); it must look like \"#d9a514\"",
        key: key, help: "write it in quotes: # begins a comment")
      return nil
    }
    return colour
  }

  private static func readInk(_ mapping: DocumentMapping) -> Ink? {
    let name = mapping.string("ink")
    let colour = readColour(mapping)
    let spacing = readSpacing(mapping)
    let volume = mapping.double("drop_volume_pl", in: 1e-3...1e4)
    let angle = readContactAngle(mapping)
    let footprint = readFootprint(mapping, volume: volume, angle: angle)
    let spread = mapping.micrometres("spread_um", in: -100...100)
    let bias = mapping.micrometres("print_bias_um", in: -100...100, default: 0)
    let compensation = mapping.word("compensation", as: Compensation.self, default: .spread)
    let passes = mapping.integer("passes", in: 1...1000)
    let film = mapping.integer("film_nm", in: 1...1_000_000)
    let sheet = mapping.double("sheet_resistance_ohm", in: 1e-6...1e9)
    let platen = mapping.double("platen_c", in: 0...200)
    let cure = mapping.mapping("cure")
    let celsius = cure?.double("temperature_c", in: 0...1500)
    let minutes = cure?.double("minutes", in: 0...1e5)
    cure?.end()
    mapping.end()
    guard let name, let colour, let spacing, let volume, let footprint, let spread, let bias,
      let compensation, let passes,
      let film, let sheet, let platen, let celsius, let minutes
    else { return nil }
    return Ink(
      name: name, colour: colour, dropSpacingX: spacing.x, dropSpacingY: spacing.y,
      dropPicolitres: volume, contactAngle: angle, dropFootprint: footprint, spread: spread,
      bias: bias, compensation: compensation, passes: passes,
      film: film,
      sheetResistance: Ohms(sheet), platen: platen,
      cure: Treatment(step: "cure", celsius: celsius, minutes: minutes))
  }

  private static func readWindow(_ mapping: DocumentMapping) -> WindowLayer? {
    let material = mapping.string("material")
    let tape = mapping.string("tape")
    let colour = readColour(mapping)
    let cutColour = readColour(mapping, "cut_colour", default: "#ff0000")
    let opacity = mapping.double("opacity", in: 0.05...1, default: 1)
    let transfers = mapping.integer("transfers", in: 1...1000)
    let celsius = mapping.double("transfer_c", in: 0...1500)
    let minutes = mapping.double("transfer_minutes", in: 0...1e5)
    let film = mapping.integer("film_nm", in: 1...1_000_000)
    mapping.end()
    guard let material, let tape, let colour, let cutColour, let opacity, let transfers,
      let celsius,
      let minutes, let film
    else { return nil }
    return WindowLayer(
      material: material, tape: tape, colour: colour, cutColour: cutColour, opacity: opacity,
      transfers: transfers,
      transfer: Treatment(step: "transfer", celsius: celsius, minutes: minutes), film: film)
  }
}
