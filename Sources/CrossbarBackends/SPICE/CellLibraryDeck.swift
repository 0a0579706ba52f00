internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarTemplates

/// `cell.lib`: the memristor, the enable transistor and the cell.
enum CellLibraryDeck {
  static func text(_ input: BackendInput) throws(Diagnostics) -> String {
    let transistor = EnableTransistorDeck(wiring: input.wiring)
    let isHRS = input.device.operation.initialState == .hrs
    var values = CompactModelValues.values(of: input.device)
    values["transistor_definition"] = .list(transistor.definition.map { ["line": .text($0)] })
    values["transistor"] = .text(transistor.instance)
    values["contact"] = .number(input.wiring.bottomContact.value)
    values["static"] = .text(isHRS ? "rhrs" : "rlrs")
    return try TemplateRenderer.render(
      TemplateLibrary.cellLibrary, name: "cell.lib", values: values)
  }
}
