internal import CrossbarArray
public import CrossbarCore
internal import CrossbarLayout

/// Something wrong with masks: in words, and where on which page.
public struct MaskFinding: Hashable, Sendable {
  /// The finding with its file, line or byte, and the cell or shape that it names.
  public var diagnostic: Diagnostic
  /// Number of the page.
  public var sheet: Int
  /// The place that it is about, nanometres on the page; nil where there is none.
  public var left: Int?
  public var top: Int?
  public var right: Int?
  public var bottom: Int?
  /// Whether the message names a cell.
  var namesCell: Bool

  init(
    _ id: String, _ message: String, at location: Diagnostic.Location, sheet: Int,
    place: OwnedRectangle?, namesCell: Bool, severity: Diagnostic.Severity = .error
  ) {
    let text = place.map { "\(message), at \($0.placeText)" } ?? message
    diagnostic = Diagnostic(severity, id: id, text, at: location)
    self.sheet = sheet
    left = place?.left
    top = place?.top
    right = place?.right
    bottom = place?.bottom
    self.namesCell = namesCell
  }

  var place: OwnedRectangle? {
    guard let left, let top, let right, let bottom else { return nil }
    return OwnedRectangle(left: left, top: top, right: right, bottom: bottom, owner: 0)
  }
}

extension OwnedRectangle {
  /// Its centre for people: `(12.05, 3.2) mm`.
  var placeText: String {
    "(\(millimetres((left + right) / 2)), \(millimetres((top + bottom) / 2))) mm"
  }
}

/// Cells in a sentence: all of a few, else the first, the last and their number.
func cellList(_ cells: [CellID]) -> String {
  let sorted = Array(Set(cells)).sorted()
  switch sorted.count {
  case 0: return "no cell"
  case 1: return "cell \(sorted[0].name)"
  case 2...4: return "cells " + sorted.map(\.name).joined(separator: ", ")
  default: return "\(sorted.count) cells, \(sorted[0].name) to \(sorted[sorted.count - 1].name)"
  }
}
