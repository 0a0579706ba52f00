internal import CrossbarArray
public import CrossbarCore
public import CrossbarLayout

/// The rasters and pattern files of a design as read back.
public struct ReadRasters: Sendable {
  /// Black pixels of a layer's bitmap, by `sheet-01/ag-bottom`.
  public var drops: [String: Int]
  /// Drops that are missing or too many, files that are not what they should be.
  public var findings: [Diagnostic]
}

/// Holds bitmaps and pattern files against the shapes of the masks as read, shrunk by the process's compensation.
///
/// Shares no code with what writes them.
public enum RasterCheck {
  /// Reads every printed layer's bitmap and pattern, a few rows at a time.
  public static func read(folder: String, masks: ReadMasks, process: Process) -> ReadRasters {
    let pages = masks.sheets.flatMap { sheet in
      sheet.layers.map(\.name).filter { $0 != "mos2-window" }
        .map { (sheet: sheet, layer: $0) }
    }
    let results = parallelMap(count: pages.count) { index -> (drops: Int, findings: [Diagnostic]) in
      let (sheet, layer) = pages[index]
      guard let ink = MaskLayer(rawValue: layer).flatMap({ process.ink($0) }) else {
        return (0, [])
      }
      let shrink = (ink.compensation == .spread ? ink.spread : 0) + ink.bias
      var page = PageComparison(
        folder: folder, sheet: sheet, layer: layer,
        pitch: DropPitch(x: ink.dropSpacingX, y: ink.dropSpacingY), shrink: shrink,
        junctions: masks.junctions)
      do throws(Diagnostics) {
        try page.run()
      } catch {
        return (page.drops, error.all + page.findings.all)
      }
      return (page.drops, page.findings.all)
    }
    var drops: [String: Int] = [:]
    for (page, result) in zip(pages, results) {
      drops["\(page.sheet.folder.split(separator: "/").last ?? "")/\(page.layer)"] = result.drops
    }
    return ReadRasters(drops: drops, findings: results.flatMap(\.findings).capped())
  }
}

/// Findings of one page, the first of each kind spelled out and the others counted.
struct CountedFindings {
  private var kinds: [(id: String, first: [Diagnostic], count: Int)] = []

  /// Counts a finding of a kind; the text is made for the first ten.
  mutating func add(_ id: String, _ text: @autoclosure () -> Diagnostic) {
    let index = kinds.firstIndex { $0.id == id } ?? kinds.count
    if index == kinds.count { kinds.append((id, [], 0)) }
    kinds[index].count += 1
    if kinds[index].first.count < 10 { kinds[index].first.append(text()) }
  }

  /// How many there are of a kind.
  func count(_ id: String) -> Int { kinds.first { $0.id == id }?.count ?? 0 }

  var all: [Diagnostic] {
    kinds.flatMap { kind in
      kind.count > kind.first.count
        ? kind.first + [
          .error(
            kind.id, "and \(kind.count - kind.first.count) more of these",
            at: kind.first[0].location)
        ] : kind.first
    }
  }
}
