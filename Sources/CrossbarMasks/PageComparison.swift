internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarFiles
internal import CrossbarLayout

/// One printed layer of one page: its bitmap against the shapes, its pattern against the bitmap.
struct PageComparison {
  let folder: String
  let sheet: ReadSheet
  let layer: String
  let pitch: DropPitch
  let shrink: Int
  let junctions: [ReadJunction]
  private(set) var drops = 0
  var findings = CountedFindings()

  init(
    folder: String, sheet: ReadSheet, layer: String, pitch: DropPitch, shrink: Int,
    junctions: [ReadJunction]
  ) {
    self.folder = folder
    self.sheet = sheet
    self.layer = layer
    self.pitch = pitch
    self.shrink = shrink
    self.junctions = junctions
  }

  /// - Throws: what keeps a file from being read.
  mutating func run() throws(Diagnostics) {
    let bitmapName = "\(sheet.folder)/\(layer).bmp"
    let patternName = "\(sheet.folder)/\(layer).ptn"
    let bitmap = try BitmapFile(path: "\(folder)/\(bitmapName)", name: bitmapName)
    // Where the format cannot say what the bitmap does there is none.
    let hasPattern = pitch.x == pitch.y && pitch.x % 1000 == 0
    let pattern =
      hasPattern
      ? try PatternFileReader.read("\(folder)/\(patternName)", named: patternName) : nil
    if !hasPattern && (try? MappedFile(path: "\(folder)/\(patternName)")) != nil {
      findings.add(
        "pattern/unexpected",
        .error(
          "pattern/unexpected",
          "a pattern file cannot place drops \(micrometres(pitch.x)) µm × \(micrometres(pitch.y)) µm apart",
          at: .init(file: patternName)))
    }
    let (width, height) = ((sheet.width - 1) / pitch.x + 1, (sheet.height - 1) / pitch.y + 1)
    guard (bitmap.width, bitmap.height) == (width, height) else {
      throw Diagnostics(
        .error(
          "raster/size",
          "\(bitmap.width) × \(bitmap.height) pixels; the page has \(width) × \(height) drops",
          at: .init(file: bitmapName)))
    }
    let perMetre = (
      x: Int((1e9 / Double(pitch.x)).rounded()), y: Int((1e9 / Double(pitch.y)).rounded())
    )
    if bitmap.pixelsPerMetre != perMetre {
      findings.add(
        "raster/resolution",
        .error(
          "raster/resolution",
          "\(bitmap.pixelsPerMetre.x) × \(bitmap.pixelsPerMetre.y) pixels a metre; drops "
            + "\(micrometres(pitch.x)) × \(micrometres(pitch.y)) µm apart are \(perMetre.x) × \(perMetre.y)",
          at: .init(file: bitmapName)))
    }
    var jets = try pattern.map { (pattern) throws(Diagnostics) in
      try PatternRows(pattern, named: patternName, width: width, height: height, pitch.x)
    }
    let shapes = sheet.layer(layer)?.shapes ?? []
    var expected = ExpectedDrops(shapes, pitch: pitch, shrink: shrink, width: width)
    let thin = ThinParts(sheet, layer, pitch: pitch, shrink: shrink)
    let step = 128
    var wanted = DropRows(width: width, rows: step)
    var jetted = DropRows(width: width, rows: step)
    var row = [UInt8](repeating: 0, count: wanted.rowBytes)
    for start in stride(from: 0, to: height, by: step) {
      let rows = start..<min(height, start + step)
      wanted.clear()
      jetted.clear()
      expected.paint(rows, into: &wanted)
      for twice in jets?.paint(rows, into: &jetted) ?? [] {
        add("pattern/double-drop", "is jetted twice", patternName, x: twice.x, y: twice.y)
      }
      for y in rows {
        bitmap.readRow(y, into: &row)
        let offset = (y - start) * wanted.rowBytes
        for index in row.indices {
          let (ink, want, jet) = (
            row[index], wanted.bits[offset + index],
            hasPattern ? jetted.bits[offset + index] : row[index]
          )
          drops += ink.nonzeroBitCount
          if ink == want && ink == jet { continue }
          for bit in 0..<8 {
            let mask = UInt8(0x80) >> UInt8(bit)
            let (x, isInk) = (index * 8 + bit, ink & mask != 0)
            if isInk != (jet & mask != 0) {
              add(
                isInk ? "pattern/missing-drop" : "pattern/extra-drop",
                isInk ? "is in \(bitmapName) and not here" : "is not in \(bitmapName)", patternName,
                x: x, y: y)
            }
            if isInk == (want & mask != 0) || isKept(x, y, isInk, thin) { continue }
            add(
              isInk ? "raster/extra-drop" : "raster/missing-drop",
              isInk ? "lies outside every shape" : "is missing inside a shape", bitmapName, x: x,
              y: y)
          }
        }
      }
    }
    let lost = thin.lost { x, y in x < width && y < height && bitmap.isInk(x: x, y: y) }
    for part in lost {
      let x = (part.box.left + part.box.right) / 2 / pitch.x
      let y = (part.box.top + part.box.bottom) / 2 / pitch.y
      let name = shapes[part.box.owner].id
      add(
        "raster/lost-line", "belongs to a thin part of \(name) that has no drop", bitmapName, x: x,
        y: y)
    }
  }

  private mutating func add(_ id: String, _ what: String, _ file: String, x: Int, y: Int) {
    let place = (x: x * pitch.x + pitch.x / 2, y: y * pitch.y + pitch.y / 2)
    if findings.count(id) >= 10 {
      findings.add(id, .error(id, ""))
      return
    }
    let cell = nearest(place)
    let near = cell.map { ", near cell \($0.name)" } ?? ""
    findings.add(
      id,
      .error(
        id,
        "the drop at \(micrometres(place.x)), \(micrometres(place.y)) µm (column \(x), row \(y)) "
          + "\(what)\(near)", at: .init(file: file, element: cell?.name)))
  }

  /// Whether a thin part keeps a drop here. Not asked where the picture is wrong all over.
  private func isKept(_ x: Int, _ y: Int, _ isInk: Bool, _ thin: ThinParts) -> Bool {
    isInk && findings.count("raster/extra-drop") < 1000 && thin.mayKeep(x: x, y: y)
  }

  private func nearest(_ place: (x: Int, y: Int)) -> CellID? {
    func distance(_ junction: ReadJunction) -> Int {
      max(0, junction.left - place.x, place.x - junction.right)
        + max(0, junction.top - place.y, place.y - junction.bottom)
    }
    return junctions.filter { $0.sheet == sheet.number }
      .min { (distance($0), $0.cell) < (distance($1), $1.cell) }?.cell
  }
}
