internal import CrossbarArray
public import CrossbarCore
internal import CrossbarDigest
internal import CrossbarLayout
internal import CrossbarTemplates
internal import CrossbarXML

/// `masks/print-job.xml`: the steps from the bare substrate to the finished array in order, with estimated times and with the
/// digest of every file that a printer or a mask shop takes, and the schema beside it. Written after all of these.
public enum PrintJobBackend: Backend {
  /// `print-job`; its files stand among the masks.
  public static let name = "print-job"

  /// Nothing of its own: what contradicts the process's rules the masks say, and which patterns are missing these.
  public static func check(_ input: BackendInput) -> [Diagnostic] { [] }

  /// Writes `masks/print-job.xml` and its schema.
  ///
  /// - Throws: `digest/read` where a mask is not there, `xml/invalid` where the job violates its schema, `output/…`.
  public static func emit(_ input: BackendInput, to folder: OutputFolder) throws(Diagnostics) {
    let file = "masks/print-job.xml"
    // Small enough to be held, so that nothing invalid reaches the disk.
    let memory = ByteSink()
    let xml = try XMLWriter(to: memory, named: file)
    try write(input.layout, masksIn: folder, xml)
    try xml.close()
    let schema = TemplateLibrary.printJobSchema
    try XMLSchema.findings(memory.bytes, schema: schema, file: file).throwIfErrors()
    let sink = try folder.sink(file)
    memory.bytes.withUnsafeBytes { sink.append(bytes: $0) }
    try sink.close()
    try folder.write(schema, to: "masks/print-job.xsd")
  }

  private static func write(
    _ layout: PhysicalLayout, masksIn folder: OutputFolder, _ xml: XMLWriter
  ) throws(Diagnostics) {
    let process = layout.process
    let times = PrintJobTimes(layout: layout)
    xml.start("print-job")
    xml.attribute("xmlns", "urn:dendrite:print-job:1")
    xml.attribute("process", process.name)
    if !process.source.isEmpty { xml.attribute("source", process.source) }
    xml.attribute("printer", process.printer)
    xml.attribute("nozzles", "\(process.printHead.nozzles)")
    xml.attribute("carriage-mm-per-s", millimetres(process.printHead.speed))
    xml.attribute("turn-s", micrometres(process.printHead.turn))
    xml.attribute("estimated-minutes", times.total.text)
    for sheet in layout.sheets { try writePage(sheet, layout, folder, xml) }
    var number = 0
    for treatment in process.cleaning { writeTreatment(treatment, times, &number, xml) }
    try writePrint(.agBottom, process.agBottom, layout, folder, &number, xml)
    try writeCut(layout, folder, &number, xml)
    writeTransfer(process.mos2Window, times, &number, xml)
    for treatment in process.maskRemoval { writeTreatment(treatment, times, &number, xml) }
    if let dielectric = process.dielectric, process.layers.contains(.dielectric) {
      try writePrint(.dielectric, dielectric, layout, folder, &number, xml)
    }
    try writePrint(.auTop, process.auTop, layout, folder, &number, xml)
    try writePrint(.agPad, process.agPad, layout, folder, &number, xml)
    for sheet in layout.sheets {
      xml.newLine()
      xml.start("drawing")
      try writeFile("combined", sheet, folder, xml)
      xml.end()
    }
    xml.endOnNewLine()
  }

  private static func writePage(
    _ sheet: Sheet, _ layout: PhysicalLayout, _ folder: OutputFolder, _ xml: XMLWriter
  ) throws(Diagnostics) {
    xml.newLine()
    xml.start("page")
    xml.attribute("number", "\(sheet.number)")
    xml.attribute("width", millimetres(sheet.width))
    xml.attribute("height", millimetres(sheet.height))
    xml.attribute("origin-x", "0")
    xml.attribute("origin-y", "0")
    for centre in layout.fiducialCentres(sheet) {
      xml.newLine()
      xml.start("fiducial")
      xml.attribute("x", millimetres(centre.x))
      xml.attribute("y", millimetres(centre.y))
      xml.attribute("size", millimetres(layout.process.geometry.fiducialSize))
      xml.attribute("bar", millimetres(layout.process.geometry.fiducialBar))
      xml.end()
    }
    for index in sheet.tiles {
      let tile = layout.tile(index)
      xml.newLine()
      xml.start("tile")
      xml.attribute("name", tile.id.name)
      xml.attribute("rows", "\(tile.rows)")
      xml.attribute("columns", "\(tile.columns)")
      xml.attribute("x", millimetres(tile.origin.x))
      xml.attribute("y", millimetres(tile.origin.y))
      xml.attribute("width", millimetres(tile.width))
      xml.attribute("height", millimetres(tile.height))
      xml.end()
    }
    let gerber = layout.process.printedLayers.map { "\($0.rawValue).gbr" }
    for file in ["masks.gds", "masks.oas"] + gerber
      + ["mos2-window.dxf", "mos2-window-cut.svg", "masks.pdf", "cells.csv"]
    {
      xml.newLine()
      xml.start("file")
      try writeDigest("\(sheet.name)/\(file)", folder, xml)
      xml.end()
    }
    xml.endOnNewLine()
  }

  private static func startStep(
    _ kind: String, _ time: EstimatedMinutes?, _ number: inout Int, _ xml: XMLWriter
  ) {
    number += 1
    xml.newLine()
    xml.start("step")
    xml.attribute("number", "\(number)")
    if let time { xml.attribute("estimated-minutes", time.text) }
    xml.newLine()
    xml.start(kind)
  }

  private static func endStep(_ xml: XMLWriter) {
    xml.end()
    xml.endOnNewLine()
  }

  private static func writeTreatment(
    _ treatment: Treatment, _ times: PrintJobTimes, _ number: inout Int, _ xml: XMLWriter
  ) {
    startStep("treat", times.time(treatment), &number, xml)
    xml.attribute("what", treatment.step)
    if let celsius = treatment.celsius { xml.attribute("temperature-c", plain(celsius)) }
    if let minutes = treatment.minutes { xml.attribute("minutes", plain(minutes)) }
    endStep(xml)
  }

  private static func writePrint(
    _ layer: MaskLayer, _ ink: Ink, _ layout: PhysicalLayout, _ folder: OutputFolder,
    _ number: inout Int, _ xml: XMLWriter
  ) throws(Diagnostics) {
    let times = PrintJobTimes(layout: layout)
    let refusal = PatternBackend.refusal(ink.dropGrid)
    startStep("print", times.time(ink), &number, xml)
    xml.attribute("layer", layer.rawValue)
    xml.attribute("ink", ink.name)
    xml.attribute("drop-spacing-x-um", micrometres(ink.dropGrid.pitchX))
    xml.attribute("drop-spacing-y-um", micrometres(ink.dropGrid.pitchY))
    xml.attribute("head-angle-deg", plain(layout.process.headAngle(ink)))
    xml.attribute("drop-volume-pl", plain(ink.dropPicolitres))
    xml.attribute("passes", "\(ink.passes)")
    xml.attribute("shrink-um", micrometres(ink.dropGrid.shrink))
    xml.attribute("print-bias-um", micrometres(ink.bias))
    xml.attribute("platen-c", plain(ink.platen))
    xml.attribute("cure-c", plain(ink.cure.celsius ?? 0))
    xml.attribute("cure-minutes", plain(ink.cure.minutes ?? 0))
    if let refusal { xml.attribute("no-pattern", refusal) }
    for sheet in layout.sheets {
      let drops = layout.drops(layer, on: sheet)
      xml.newLine()
      xml.start("mask")
      try writeFile(layer.rawValue, sheet, folder, xml)
      xml.attribute("drops", "\(drops)")
      let nanolitres = Double(drops) * ink.dropPicolitres / 1000
      xml.attribute("ink-nl", plain(nanolitres.roundedToSixDigits))
      xml.attribute("swaths", "\(layout.process.swaths(ink, on: sheet))")
      xml.attribute("pass-minutes", layout.process.passTime(ink, on: sheet).text)
      xml.attribute("estimated-minutes", times.time(ink, on: sheet).text)
      for ending in ["bmp", "tif", "png"] + (refusal == nil ? ["ptn"] : []) {
        xml.newLine()
        xml.start("drop-file")
        try writeDigest("\(sheet.name)/\(layer.rawValue).\(ending)", folder, xml)
        xml.end()
      }
      xml.endOnNewLine()
    }
    xml.endOnNewLine()
    xml.endOnNewLine()
  }

  private static func writeCut(
    _ layout: PhysicalLayout, _ folder: OutputFolder, _ number: inout Int, _ xml: XMLWriter
  ) throws(Diagnostics) {
    startStep("cut", nil, &number, xml)
    xml.attribute("layer", MaskLayer.mos2Window.rawValue)
    xml.attribute("tape", layout.process.mos2Window.tape)
    for sheet in layout.sheets {
      xml.newLine()
      xml.start("mask")
      try writeFile(MaskLayer.mos2Window.rawValue, sheet, folder, xml)
      xml.end()
    }
    xml.endOnNewLine()
    xml.endOnNewLine()
  }

  private static func writeTransfer(
    _ window: WindowLayer, _ times: PrintJobTimes, _ number: inout Int, _ xml: XMLWriter
  ) {
    startStep("transfer", times.time(window), &number, xml)
    xml.attribute("material", window.material)
    xml.attribute("times", "\(window.transfers)")
    xml.attribute("temperature-c", plain(window.transfer.celsius ?? 0))
    xml.attribute("minutes", plain(window.transfer.minutes ?? 0))
    xml.attribute("film-nm", "\(window.film)")
    endStep(xml)
  }

  private static func writeFile(
    _ mask: String, _ sheet: Sheet, _ folder: OutputFolder, _ xml: XMLWriter
  ) throws(Diagnostics) {
    xml.attribute("page", "\(sheet.number)")
    try writeDigest("\(sheet.name)/\(mask).svg", folder, xml)
  }

  private static func writeDigest(
    _ file: String, _ folder: OutputFolder, _ xml: XMLWriter
  ) throws(Diagnostics) {
    xml.attribute("file", file)
    let digest = try FileDigest(
      path: "\(folder.path)/masks/\(file)", name: "masks/\(file)"
    ).sha256
    xml.attribute("sha256", digest)
  }

  /// A number without exponent, and without decimals where it is whole: what `xs:decimal` allows.
  private static func plain(_ value: Double) -> String {
    if let whole = Int(exactly: value) { return String(whole) }
    let text = value.description
    return text.contains("e") ? micrometres(Int((value * 1000).rounded())) : text
  }
}
