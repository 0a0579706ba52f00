extension PhysicalLayout {
  /// Calls `body` with every net of a page once: silver of the bottom contacts' layer, gold, silver of the pads' layer that
  /// is more than a pad.
  public func forEachNet(on sheet: Sheet, _ body: (_ net: String) -> Void) {
    for layer in [MaskLayer.agBottom, .auTop, .agPad] {
      forEachShape(layer, on: sheet) { name, _ in
        if Self.isNet(name) { body(name) }
      }
    }
  }

  /// Whether a shape is none of the circuit's: marks and labels.
  public static func isFurniture(_ name: String) -> Bool {
    ["fiducial_", "frame_", "label_", "vernier_"].contains { name.hasPrefix($0) }
  }

  /// Whether a shape gives its name to a net: it is no mark, and no pad of a net that has its name from elsewhere.
  private static func isNet(_ name: String) -> Bool {
    if isFurniture(name) || name.hasSuffix("_pad") { return false }
    // The four pads of a bar.
    guard let end = name.lastIndex(of: "_") else { return true }
    return !(name[..<end].hasSuffix("_pad") && name[end...].dropFirst().allSatisfy(\.isNumber))
  }

  /// The single devices of a page.
  public func testDevices(on sheet: Sheet) -> [PlacedTestDevice] {
    furniture[sheet.number - 1].devices
  }
}
