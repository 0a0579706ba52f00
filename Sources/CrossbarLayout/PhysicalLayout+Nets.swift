/// A memristor beside the array, for tests of the process.
public struct TestDevice: Hashable, Sendable {
  public var name: String
  /// Its gold.
  public var top: String
  /// Its silver.
  public var bottom: String
}

extension PhysicalLayout {
  /// Calls `body` with every net of a page once: silver of the bottom contacts' layer, gold, silver of the pads' layer that
  /// is more than a pad.
  public func forEachNet(on sheet: Sheet, _ body: (_ net: String) -> Void) {
    for layer in [MaskLayer.agBottom, .auTop, .agPad] {
      forEachShape(layer, on: sheet) { name, _ in
        if !name.hasSuffix("_pad") && !Self.isFurniture(name) { body(name) }
      }
    }
  }

  /// Whether a shape is none of the circuit's: marks and labels.
  public static func isFurniture(_ name: String) -> Bool {
    ["fiducial_", "frame_", "label_", "vernier_"].contains { name.hasPrefix($0) }
  }

  /// The single devices of a page.
  public func testDevices(on sheet: Sheet) -> [TestDevice] { [] }
}
