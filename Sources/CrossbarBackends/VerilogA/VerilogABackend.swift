internal import CrossbarArray
public import CrossbarCore
internal import CrossbarDevices
internal import CrossbarTemplates

/// The compact model as a Verilog-A module, in `verilog-a/` of the output folder:
///
///     memristor.va          the equations of `spice/ngspice/cell.lib`, the medians as defaults
///     memristor-wear.va     the same with a second state that counts switching cycles up to the endurance
///     memristor-osdi.cir    how an ngspice with OSDI runs the compiled module
public enum VerilogABackend: Backend {
  /// Folder of the artefact.
  public static let name = "verilog-a"

  /// Nothing keeps the module from being written.
  public static func check(_ input: BackendInput) -> [Diagnostic] { [] }

  /// Writes the files; the folder is that of the whole output.
  ///
  /// - Throws: the findings of ``check(_:)``; `output/…` when a file cannot be written.
  public static func emit(_ input: BackendInput, to folder: OutputFolder) throws(Diagnostics) {
    try folder.write(module(input.device, wear: false), to: "\(name)/memristor.va")
    try folder.write(module(input.device, wear: true), to: "\(name)/memristor-wear.va")
    try folder.write(osdiDeck(input), to: "\(name)/memristor-osdi.cir")
  }

  private static func module(_ device: Device, wear: Bool) throws(Diagnostics) -> String {
    var values = CompactModelValues.values(of: device)
      .merging(CompactModelValues.options(of: device)) { $1 }
    values["module"] = .text(wear ? "memristor_wear" : "memristor")
    values["wear"] = .flag(wear)
    if wear {
      values["nend"] = .number(CompactModelValues.endurance(of: device))
    }
    return try TemplateRenderer.render(
      TemplateLibrary.memristorVerilogA, name: "memristor.va", values: values)
  }

  private static func osdiDeck(_ input: BackendInput) throws(Diagnostics) -> String {
    let schedule = PulseSchedule(input.device.operation)
    var values = CompactModelValues.medians(of: input.device)
    values["set_start"] = .number(schedule.set.start.value)
    values["set_top"] = .number(schedule.set.top.value)
    values["set_fall"] = .number(schedule.set.fall.value)
    values["set_end"] = .number(schedule.set.end.value)
    values["write_v"] = .number(input.device.operation.writeVoltage.value)
    values["driver_ohm"] = .number(input.wiring.driver.value)
    values["step"] = .number((input.device.operation.writePulse * 0.01).value)
    return try TemplateRenderer.render(
      TemplateLibrary.memristorOSDI, name: "memristor-osdi.cir", values: values)
  }
}
