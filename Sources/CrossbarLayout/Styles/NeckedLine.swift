internal import CrossbarCore

extension ArrayGeometry {
  /// From the last junction to the end of its bit line: half a pitch, or the neck's end where less than a neck's width would
  /// be left of a wide part.
  func lineTail(pitch: Nanometres) -> Nanometres {
    (pitch - neckLength) / 2 >= neckWidth ? pitch / 2 : neckLength / 2
  }
}

/// A gold line along y that narrows over every junction.
struct NeckedLine {
  var geometry: ArrayGeometry
  var centre: Nanometres
  var top: Nanometres
  /// Centre of the first neck.
  var firstNeck: Nanometres
  var necks: Int
  var pitch: Nanometres
  /// End of the line; a line may end with its last neck.
  var bottom: Nanometres

  /// The outline, clockwise from its upper left corner.
  var polygon: Polygon {
    let g = geometry
    let (left, right) = (centre - g.bitLineWidth / 2, centre + g.bitLineWidth / 2)
    let (neckLeft, neckRight) = (centre - g.neckWidth / 2, centre + g.neckWidth / 2)
    var points = [Point(x: left, y: top), Point(x: right, y: top)]
    points.reserveCapacity(8 * necks + 4)
    func forEachNeck(_ numbers: some Sequence<Int>, _ body: (Nanometres, Nanometres) -> Void) {
      for number in numbers {
        let start = firstNeck + number * pitch - g.neckLength / 2
        body(start, start + g.neckLength)
      }
    }
    let endsInNeck = bottom == firstNeck + (necks - 1) * pitch + g.neckLength / 2
    forEachNeck(0..<necks) { start, end in
      points.append(Point(x: right, y: start))
      points.append(Point(x: neckRight, y: start))
      points.append(Point(x: neckRight, y: end))
      if end < bottom { points.append(Point(x: right, y: end)) }
    }
    if !endsInNeck {
      points.append(Point(x: right, y: bottom))
      points.append(Point(x: left, y: bottom))
    }
    forEachNeck((0..<necks).reversed()) { start, end in
      if end < bottom { points.append(Point(x: left, y: end)) }
      points.append(Point(x: neckLeft, y: end))
      points.append(Point(x: neckLeft, y: start))
      points.append(Point(x: left, y: start))
    }
    return g.neckWidth < g.bitLineWidth ? Polygon(points) : Polygon(removingEmptyEdges: points)
  }

  /// Squares from one junction's centre to the next.
  var squaresAPitch: Double {
    squares(pitch - geometry.neckLength, wide) + 2 * halfNeck
  }

  /// Squares from `length` above the first neck's centre to that centre.
  func squaresBeforeFirst(from start: Nanometres) -> Double {
    squares(firstNeck - geometry.neckLength / 2 - start, geometry.bitLineWidth) + halfNeck
  }

  /// From one junction's centre to the next, ohms.
  func segment(_ process: Process) -> Double {
    squaresAPitch * process.auTop.finishedSheetResistance.value
  }

  /// From the middle of the bit line's silver pad to the first junction's centre, ohms; the line is gold from the pad's
  /// edge on.
  func lead(_ process: Process) -> Double {
    let pad = squares(geometry.bitPadHeight / 2, geometry.bitPadWidth)
    return pad * process.agPad.finishedSheetResistance.value
      + squaresBeforeFirst(from: top + geometry.bitPadOverlap)
      * process.auTop.finishedSheetResistance.value
  }

  /// Half a neck, and the step in width that ends it.
  private var halfNeck: Double {
    squares(geometry.neckLength / 2, geometry.neckWidth)
      + stepSquares(geometry.neckWidth, wide)
  }

  /// What current uses of the width between two necks: it spreads by half the distance to either side of them.
  private var wide: Nanometres {
    min(geometry.bitLineWidth, geometry.neckWidth + max(0, pitch - geometry.neckLength))
  }
}
