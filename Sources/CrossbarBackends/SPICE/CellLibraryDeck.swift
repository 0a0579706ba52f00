internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarTemplates

/// `cell.lib`: the memristor, the enable transistor and the cell.
enum CellLibraryDeck {
  static func text(_ input: BackendInput) throws(Diagnostics) -> String {
    let transistor = input.wiring.transistor
    let isHRS = input.device.operation.initialState == .hrs
    var values = CompactModelValues.values(of: input.device)
    values["vto"] = .number(transistor.threshold.value)
    values["kp"] = .number(transistor.transconductance)
    values["width"] = .number(transistor.width)
    values["length"] = .number(transistor.length)
    values["contact"] = .number(input.wiring.bottomContact.value)
    values["static"] = .text(isHRS ? "rhrs" : "rlrs")
    let isEnduranceKnown = input.device.enduranceCycles < .max
    values["wear"] = .flag(isEnduranceKnown)
    if isEnduranceKnown { values["nend"] = .integer(input.device.enduranceCycles) }
    return try TemplateRenderer.render(
      TemplateLibrary.cellLibrary, name: "cell.lib", values: values)
  }
}
