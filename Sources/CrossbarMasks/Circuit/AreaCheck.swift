internal import CrossbarArray
internal import CrossbarCore

/// Memristors of cells whose area is not that of the others on their page.
enum AreaCheck {
  /// Smallest and largest area of a cell's memristor, nm².
  static func range(_ circuit: MaskCircuit) -> ClosedRange<Int>? {
    let areas = circuit.memristors.filter { circuit.cell(of: $0) != nil }.map(\.area)
    guard let least = areas.min(), let most = areas.max() else { return nil }
    return least...most
  }

  /// Areas more than 5 % off the page's median.
  static func findings(_ circuit: MaskCircuit) -> [MaskFinding] {
    let own = circuit.memristors.filter { circuit.cell(of: $0) != nil }
    let areas = own.map(\.area).sorted()
    if areas.isEmpty { return [] }
    let median = areas[areas.count / 2]
    return own.compactMap { memristor -> MaskFinding? in
      guard abs(memristor.area - median) * 20 > median, let cell = circuit.cell(of: memristor)
      else {
        return nil
      }
      var location = circuit.silver.location(memristor.silverShape, isBinary: circuit.isBinary)
      location.element = cell.name
      return MaskFinding(
        "check/area",
        "cell \(cell.name): its junction measures \(memristor.area / 1_000_000) um², others on this "
          + "page \(median / 1_000_000) um²", at: location, sheet: circuit.sheet.number,
        place: memristor.bounds, namesCell: true)
    }
  }
}
