internal import CrossbarArray
internal import CrossbarLayout

/// The junctions of a page by place, and the names of their cells.
struct CellPlaces: Sendable {
  private var names: [String?] = []
  private var index: RectangleIndex?
  private var page = (width: 0, height: 0)

  init() {}

  init(_ junctions: [Overlap], _ check: RuleCheck) {
    guard let gold = check.layer("au-top"), let silver = check.layer("ag-bottom") else { return }
    names = junctions.map {
      Self.cell(bottom: silver.shapes[$0.lower].id, top: gold.shapes[$0.upper].id)
    }
    page = silver.page
    var places: [OwnedRectangle] = []
    for (number, junction) in junctions.enumerated() {
      var place = junction.bounds.owned
      place.owner = number
      places.append(place)
    }
    if !places.isEmpty {
      index = RectangleIndex(places, width: page.width, height: page.height)
    }
  }

  /// The cell between two nets: that of an island's own name, or where a row and a column of one tile cross.
  ///
  /// Nil where ids do not say, as those of contacts in GDSII do not.
  static func cell(bottom: String, top: String) -> String? {
    if let name = cell(of: bottom) ?? cell(of: top) { return name }
    let (row, column) = (bottom.split(separator: "_"), top.split(separator: "_"))
    if row.count == 2, column.count == 2, row[0] == column[0], row[1].first == "a",
      column[1].first == "b"
    {
      return "\(row[0])_r\(row[1].dropFirst())_c\(column[1].dropFirst())"
    }
    return nil
  }

  /// The cell that a shape's id names, such as `t00_r003_c017` of `t00_r003_c017_au_pad`.
  static func cell(of id: String) -> String? {
    var name = id[...]
    if name.hasSuffix("_pad") { name = name.dropLast(4) }
    guard let suffix = ["_ag", "_au", "_xb", "_xs"].first(where: { name.hasSuffix($0) }) else {
      return nil
    }
    name = name.dropLast(suffix.utf8.count)
    return name.hasPrefix("test_") || CellID(name: name) != nil ? String(name) : nil
  }

  /// The cell whose junction lies nearest; nil where the page has none.
  func nearest(to place: Rectangle) -> String? {
    guard let index else { return nil }
    let centre = OwnedRectangle(
      left: min(max(0, place.left), page.width), top: min(max(0, place.top), page.height),
      right: max(0, min(place.right, page.width)), bottom: max(0, min(place.bottom, page.height)),
      owner: 0)
    var reach = 500_000
    while true {
      var best: (distance: Int, owner: Int)?
      index.forEachMeeting(centre.grown(by: reach, on: page)) { other, _ in
        let distance = centre.squaredDistance(other)
        if best.map({ (distance, other.owner) < $0 }) ?? true { best = (distance, other.owner) }
      }
      if let best, best.distance <= reach * reach || reach > page.width + page.height {
        return names[best.owner]
      }
      if reach > page.width + page.height { return nil }
      reach *= 2
    }
  }
}
