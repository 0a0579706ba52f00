extension MaskCircuit {
  /// Gives shapes without a name, silver and gold of a GDSII file, the nets of the cells that lie on them.
  mutating func nameByPlace(_ cells: ExpectedCells) {
    var isNamed: Set<NetKey> = []
    for memristor in memristors {
      let (x, y) = ((memristor.left + memristor.right) / 2, (memristor.top + memristor.bottom) / 2)
      guard let cell = cells.nearest(x: x, y: y, within: Self.reach) else { continue }
      isNamed.insert(cell.name)
      name(memristor.silverShape, cell.silver)
      name(memristor.goldShape, cell.gold)
    }
    // Contacts that lost their junction still hold its place.
    for cell in cells.cells where !isNamed.contains(cell.name) {
      for (layer, net) in [(silver, cell.silver), (gold, cell.gold)] {
        var owner: Int?
        layer.index.forEachMeeting(
          OwnedRectangle(left: cell.x, top: cell.y, right: cell.x, bottom: cell.y, owner: 0)
        ) { other, _ in owner = min(owner ?? other.owner, other.owner) }
        if let owner { name(layer.first + owner, net) }
      }
    }
  }

  /// How far a junction may lie off its place and still be known by it: less than half of any pitch that has room for a
  /// contact and a gap.
  static let reach = 130_000

  private mutating func name(_ number: Int, _ net: NetKey) {
    if !shape(number).id.isEmpty || nets[number] == net { return }
    if nets[number] == .none {
      nets[number] = net
    } else if furtherNets.count < 1_000,
      !furtherNets.contains(where: { $0.shape == number && $0.net == net })
    {
      furtherNets.append((number, net))
    }
  }
}
