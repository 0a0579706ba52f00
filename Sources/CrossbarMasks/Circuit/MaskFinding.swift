internal import CrossbarArray
public import CrossbarCore
public import CrossbarLayout

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Something wrong with masks: in words, and where on which page.
public struct MaskFinding: Hashable, Sendable {
  /// The finding with its file, line or byte, and the cell or shape that it names.
  public var diagnostic: Diagnostic
  /// Number of the page.
  public var sheet: Int
  /// The place that it is about, nanometres on the page; nil where there is none.
  public var place: Rectangle?
  /// Whether the message names a cell.
  var namesCell: Bool

  init(
    _ id: String, _ message: String, at location: Diagnostic.Location, sheet: Int,
    place: OwnedRectangle?, namesCell: Bool, severity: Diagnostic.Severity = .error
  ) {
    let text = place.map { "\(message), at \($0.placeText)" } ?? message
    diagnostic = Diagnostic(severity, id: id, text, at: location)
    self.sheet = sheet
    self.place = place.map {
      Rectangle(left: $0.left, top: $0.top, right: $0.right, bottom: $0.bottom)
    }
    self.namesCell = namesCell
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

extension MaskFinding {
  /// A finding about a whole file.
  init(_ diagnostic: Diagnostic, sheet: Int) {
    self.diagnostic = diagnostic
    self.sheet = sheet
    namesCell = true
  }

  /// The finding with the cell nearest to its place, where it names none.
  func near(_ cells: ExpectedCells, names: NetNames) -> MaskFinding {
    guard !namesCell, let place,
      let cell = cells.nearest(x: (place.left + place.right) / 2, y: (place.top + place.bottom) / 2)
    else { return self }
    var finding = self
    finding.diagnostic.message += ", nearest cell \(names.name(cell.name))"
    finding.namesCell = true
    return finding
  }
}

/// Whether a path can be read.
func isFile(_ path: String) -> Bool { access(path, R_OK) == 0 }
