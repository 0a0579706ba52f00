public import CrossbarCore

extension MaskCircuit {
  /// The circuit of a page's GDSII file; its labels are the only names.
  ///
  /// - Parameters:
  ///   - file: the file as read.
  ///   - page: the page's size and number, and how many polygons to expect.
  /// - Returns: the circuit, and polygons and labels that have no place on the page.
  /// - Throws: what keeps the file's references from being followed.
  public static func extract(
    _ file: GDSIIFile, page: ReadSheet
  ) throws(Diagnostics) -> (circuit: MaskCircuit, findings: [Diagnostic]) {
    try extract(file, page: page, names: NetNames())
  }

  static func extract(
    _ file: GDSIIFile, page: ReadSheet, names: NetNames
  ) throws(Diagnostics) -> (circuit: MaskCircuit, findings: [Diagnostic]) {
    // A shape beyond the corners of one boundary comes in parts.
    let limit = page.layers.reduce(1_000) { count, layer in
      layer.shapes.reduce(count) { $0 + 2 + $1.points.count / 1_000 * 1_000 }
    }
    let shapes = GDSIISheet(file, try GDSIIExpansion(file, limit: limit), page: page)
    return (
      MaskCircuit(shapes.sheet, isBinary: true, names: names), shapes.findings
    )
  }
}
