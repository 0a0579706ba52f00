internal import CrossbarCore
internal import CrossbarLayout

/// Whole layers off their place, by their frames round the fiducials or against another file of the same page.
enum LayerOffsets {
  /// Layers all of whose frames lie off the fiducials alike: `frame_au-top_0_…` stand round `fiducial_0`.
  static func findings(_ sheet: ReadSheet) -> [MaskFinding] {
    guard let first = sheet.layer("ag-bottom") else { return [] }
    let crosses = first.shapes.filter { $0.id.hasPrefix("fiducial_") }
    return sheet.layers.compactMap { layer -> MaskFinding? in
      var offsets: [MaskPoint] = []
      var place: OwnedRectangle?
      for cross in crosses {
        let prefix = "frame_\(layer.name)_\(cross.id.dropFirst(9))_"
        let parts = layer.shapes.filter { $0.id.hasPrefix(prefix) }.map(\.extent)
        guard let frame = parts.bounds else { continue }
        place = place ?? frame
        let (of, around) = (cross.extent.twiceCentre, frame.twiceCentre)
        offsets.append(
          MaskPoint(
            x: Int32(truncatingIfNeeded: (around.x - of.x) / 2),
            y: Int32(truncatingIfNeeded: (around.y - of.y) / 2)))
      }
      guard let offset = offsets.first, offset.x != 0 || offset.y != 0,
        offsets.allSatisfy({ $0 == offset })
      else { return nil }
      return MaskFinding(
        "check/shift",
        "layer \(layer.name) lies (\(micrometres(Int(offset.x))), \(micrometres(Int(offset.y)))) um "
          + "off: all \(offsets.count) of its frames do round the fiducials",
        at: .init(file: layer.file), sheet: sheet.number, place: place, namesCell: false)
    }
  }

  /// Layers that hold the same shapes in two files, all moved alike.
  static func findings(_ sheet: ReadSheet, against other: ReadSheet) -> [MaskFinding] {
    sheet.layers.compactMap { layer -> MaskFinding? in
      guard let twin = other.layer(layer.name), !layer.shapes.isEmpty,
        layer.shapes.count == twin.shapes.count
      else { return nil }
      // A shift keeps the order of places.
      let places = sorted(layer)
      let twins = sorted(twin)
      let (x, y) = (places[0].left - twins[0].left, places[0].top - twins[0].top)
      if x == 0 && y == 0 { return nil }
      for (one, two) in zip(places, twins)
      where one.left - two.left != x || one.top - two.top != y || one.right - two.right != x
        || one.bottom - two.bottom != y
      { return nil }
      return MaskFinding(
        "check/shift",
        "layer \(layer.name) lies (\(micrometres(x)), \(micrometres(y))) um off where \(twin.file) "
          + "has it", at: .init(file: layer.file), sheet: sheet.number, place: places[0],
        namesCell: false)
    }
  }

  private static func sorted(_ layer: ReadLayer) -> [OwnedRectangle] {
    layer.shapes.map(\.extent).sorted {
      ($0.left, $0.top, $0.right, $0.bottom) < ($1.left, $1.top, $1.right, $1.bottom)
    }
  }
}
