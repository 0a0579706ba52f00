internal import CrossbarArray
public import CrossbarCore
public import CrossbarLayout

/// Holds a print job as read against the process, and its drop counts against the black pixels of the rasters as read.
public enum PrintJobCheck {
  /// Everything in which the job differs: pages, fiducials, order of the steps, settings, drops, digests.
  ///
  /// - Returns: an empty array where there is nothing.
  public static func compare(
    _ job: ReadPrintJob, rasters: ReadRasters, layout: PhysicalLayout
  ) -> [Diagnostic] {
    var check = Comparison(rasters: rasters, layout: layout)
    check.compareRoot(job.root)
    check.comparePages(job)
    check.compareSteps(job)
    check.compareTimes(job.root)
    return (job.findings + check.findings).capped()
  }

  struct Comparison {
    let rasters: ReadRasters
    let layout: PhysicalLayout
    private(set) var findings: [Diagnostic] = []

    init(rasters: ReadRasters, layout: PhysicalLayout) {
      self.rasters = rasters
      self.layout = layout
    }

    mutating func report(_ kind: String, _ message: String, _ element: PrintJobElement) {
      findings.append(
        .error(
          "print-job/\(kind)", message,
          at: .init(file: PrintJobReader.file, line: element.line, element: element.name)))
    }

    /// Compares a number of the job, to six digits.
    mutating func expect(_ key: String, _ value: Double, _ element: PrintJobElement) {
      guard let stated = element.number(key) else {
        report("setting", "\(key) is missing; it should be \(value)", element)
        return
      }
      if abs(stated - value) > 1e-5 * max(abs(value), 1e-3) {
        report("setting", "\(key) is \(stated); it should be \(value)", element)
      }
    }

    mutating func expect(_ key: String, _ value: String, _ element: PrintJobElement) {
      let stated = element.text(key) ?? "missing"
      if stated != value {
        report("setting", "\(key) is \(stated); it should be \(value)", element)
      }
    }

    mutating func compareRoot(_ root: PrintJobElement) {
      let process = layout.process
      expect("process", process.name, root)
      if !process.source.isEmpty { expect("source", process.source, root) }
      expect("printer", process.printer, root)
      let steps = root.children.filter { $0.name == "step" }
      for (index, step) in steps.enumerated() { expect("number", Double(index + 1), step) }
      let drawings = root.children.filter { $0.name == "drawing" }
      for (drawing, sheet) in zip(drawings, layout.sheets) {
        expect("page", Double(sheet.number), drawing)
      }
    }

    mutating func comparePages(_ job: ReadPrintJob) {
      if job.pages.count != layout.sheets.count {
        report(
          "pages", "the job has \(job.pages.count) pages; the design has \(layout.sheets.count)",
          job.root)
        return
      }
      for (page, sheet) in zip(job.pages, layout.sheets) {
        expect("number", Double(sheet.number), page)
        expect("width", Double(sheet.width) / 1e6, page)
        expect("height", Double(sheet.height) / 1e6, page)
        expect("origin-x", 0, page)
        expect("origin-y", 0, page)
        let crosses = page.children.filter { $0.name == "fiducial" }
        let centres = layout.fiducialCentres(sheet)
        if crosses.count != centres.count {
          report(
            "fiducials", "the page has \(crosses.count) fiducials; it should have \(centres.count)",
            page)
        }
        for (cross, centre) in zip(crosses, centres) {
          expect("x", Double(centre.x) / 1e6, cross)
          expect("y", Double(centre.y) / 1e6, cross)
          expect("size", Double(layout.process.geometry.fiducialSize) / 1e6, cross)
          expect("bar", Double(layout.process.geometry.fiducialBar) / 1e6, cross)
        }
        let tiles = page.children.filter { $0.name == "tile" }
        if tiles.compactMap({ $0.text("name") }) != sheet.tiles.map({ TileID($0).name }) {
          report("tiles", "the page's tiles are not the ones the design puts there", page)
        }
        for (element, index) in zip(tiles, sheet.tiles) {
          let tile = layout.tile(index)
          expect("rows", Double(tile.rows), element)
          expect("columns", Double(tile.columns), element)
          expect("x", Double(tile.origin.x) / 1e6, element)
          expect("y", Double(tile.origin.y) / 1e6, element)
          expect("width", Double(tile.width) / 1e6, element)
          expect("height", Double(tile.height) / 1e6, element)
        }
      }
    }

    mutating func compareSteps(_ job: ReadPrintJob) {
      let process = layout.process
      let treat = process.cleaning.map { "treat \($0.step)" }
      let clean = process.maskRemoval.map { "treat \($0.step)" }
      let expected =
        treat + ["print ag-bottom", "cut mos2-window", "transfer"] + clean
        + (process.layers.contains(.dielectric) ? ["print dielectric"] : [])
        + ["print au-top", "print ag-pad"]
      let steps = job.steps
      let found = steps.map { step in
        [step.name, step.text("layer") ?? step.text("what") ?? ""].filter { !$0.isEmpty }
          .joined(separator: " ")
      }
      if found != expected {
        report(
          "steps",
          "the steps are \(found.joined(separator: ", ")); they should be "
            + expected.joined(separator: ", "), job.root)
      }
      for (step, treatment) in zip(
        steps.filter { $0.name == "treat" }, process.cleaning + process.maskRemoval)
      {
        if let celsius = treatment.celsius { expect("temperature-c", celsius, step) }
        if let minutes = treatment.minutes { expect("minutes", minutes, step) }
      }
      for step in steps where step.name == "cut" {
        expect("tape", process.mos2Window.tape, step)
        for (mask, sheet) in zip(step.children, layout.sheets) {
          expect("page", Double(sheet.number), mask)
        }
      }
      for step in steps where step.name == "print" {
        guard let name = step.text("layer"), let layer = MaskLayer(rawValue: name),
          let ink = process.ink(layer)
        else { continue }
        comparePrint(step, layer, ink)
      }
      for step in steps where step.name == "transfer" {
        expect("material", process.mos2Window.material, step)
        expect("times", Double(process.mos2Window.transfers), step)
        expect("temperature-c", process.mos2Window.transfer.celsius ?? 0, step)
        expect("minutes", process.mos2Window.transfer.minutes ?? 0, step)
        expect("film-nm", Double(process.mos2Window.film), step)
      }
    }

    mutating func comparePrint(_ step: PrintJobElement, _ layer: MaskLayer, _ ink: Ink) {
      expect("ink", ink.name, step)
      expect("drop-spacing-x-um", Double(ink.dropSpacingX) / 1000, step)
      expect("drop-spacing-y-um", Double(ink.dropSpacingY) / 1000, step)
      expect("head-angle-deg", layout.process.headAngle(ink), step)
      expect("drop-volume-pl", ink.dropPicolitres, step)
      expect("passes", Double(ink.passes), step)
      let spread = ink.compensation == .spread ? ink.spread : 0
      expect("shrink-um", Double(spread + ink.bias) / 1000, step)
      expect("print-bias-um", Double(ink.bias) / 1000, step)
      let hasPattern = ink.dropSpacingX == ink.dropSpacingY && ink.dropSpacingX % 1000 == 0
      if hasPattern != (step.text("no-pattern") == nil) {
        report(
          "setting",
          hasPattern
            ? "no-pattern is stated of drops that a pattern file can place"
            : "no-pattern is missing: a pattern file cannot place drops of these spacings", step)
      }
      expect("platen-c", ink.platen, step)
      expect("cure-c", ink.cure.celsius ?? 0, step)
      expect("cure-minutes", ink.cure.minutes ?? 0, step)
      for (mask, sheet) in zip(step.children, layout.sheets) {
        expect("page", Double(sheet.number), mask)
        guard let black = rasters.drops["\(sheet.name)/\(layer.rawValue)"] else {
          report("pages", "no such page", mask)
          continue
        }
        let drops = Double(black * ink.passes)
        expect("drops", drops, mask)
        expect("ink-nl", drops * ink.dropPicolitres / 1000, mask)
      }
    }
  }
}
