internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarLayout

/// Layout against netlist by names: every memristor of the netlist lies between its two nets in the masks, and vice versa.
///
/// A conductor that no name stands on (silver in a GDSII file) is known by the places of its memristors.
struct CircuitComparison {
  let circuit: MaskCircuit
  let netlist: PrintedNetlist
  let names: NetNames
  /// Where cells should be; nil where nothing says so.
  let places: ExpectedCells?
  private(set) var findings: [MaskFinding] = []
  /// Cells that findings by shapes alone have told of.
  let told: Set<NetKey>
  let conductorNets: ConductorNets
  /// The netlist's memristor that each of the masks' is; -1 where none is.
  private(set) var matches: [Int32]
  private var isFound: [Bool]
  private var pairs: [Pair: Int32] = [:]
  /// The next memristor between the same nets.
  private var following: [Int32]
  private var numbers: [NetKey: Int32] = [:]

  private struct Pair: Hashable {
    var gold: NetKey
    var silver: NetKey
  }

  /// A memristor that lies between other nets than the netlist's one at its place.
  struct Mismatch {
    var memristor: Int
    var expected: Int
    var gold: NetKey
    var silver: NetKey
  }

  init(
    _ circuit: MaskCircuit, _ netlist: PrintedNetlist, names: NetNames, places: ExpectedCells?,
    told: Set<NetKey>
  ) {
    self.circuit = circuit
    self.netlist = netlist
    self.names = names
    self.places = places
    self.told = told
    conductorNets = ConductorNets(circuit)
    matches = Array(repeating: -1, count: circuit.memristors.count)
    isFound = Array(repeating: false, count: netlist.memristors.count)
    following = Array(repeating: -1, count: netlist.memristors.count)
    index()
    matchByNames()
    let mismatches = matchByPlace()
    let shift = LayerShift(self, exchanged: Set(mismatches.map(\.memristor)))
    findings += shift.findings
    let exchanged = ExchangedNames(self, mismatches, isShifted: shift.isWhole)
    findings += exchanged.findings
    for mismatch in mismatches where exchanged.explains(mismatch) {
      isFound[mismatch.expected] = true
    }
    report(mismatches.filter { !exchanged.explains($0) })
    reportMissing()
    reportLines()
  }

  private mutating func index() {
    pairs.reserveCapacity(netlist.memristors.count)
    numbers.reserveCapacity(netlist.memristors.count)
    for (number, memristor) in netlist.memristors.enumerated().reversed() {
      let pair = Pair(gold: memristor.gold, silver: memristor.silver)
      if let next = pairs.updateValue(Int32(number), forKey: pair) { following[number] = next }
      numbers[memristor.name] = Int32(number)
    }
  }

  // MARK: - Words

  func location(_ memristor: Int, element: String? = nil) -> Diagnostic.Location {
    let shape = circuit.memristors[memristor].silverShape
    var location = circuit.silver.location(shape, isBinary: circuit.isBinary)
    if let element { location.element = element }
    return location
  }

  mutating func add(
    _ kind: String, _ message: String, at location: Diagnostic.Location, _ place: OwnedRectangle?,
    namesCell: Bool = true
  ) {
    findings.append(
      MaskFinding(
        "check/\(kind)", message, at: location, sheet: circuit.sheet.number, place: place,
        namesCell: namesCell))
  }

  private func netlistLine(_ memristor: Int) -> String {
    "\(netlist.file):\(netlist.memristors[memristor].line)"
  }

  /// Gold and silver names of a memristor's conductors as they stand in the masks, those of its own shapes first.
  private func nets(of memristor: Int) -> (gold: [NetKey], silver: [NetKey]) {
    let own = circuit.memristors[memristor]
    func names(_ conductor: Int, _ shape: Int) -> [NetKey] {
      let all = conductorNets[conductor]
      let first = circuit.nets[shape]
      return all.count < 2 || !first.isNet ? Array(all) : [first] + all.filter { $0 != first }
    }
    return (names(own.gold, own.goldShape), names(own.silver, own.silverShape))
  }

  // MARK: - Matching

  private mutating func matchByNames() {
    for memristor in circuit.memristors.indices {
      let (gold, silver) = nets(of: memristor)
      search: for one in gold {
        for other in silver {
          var number = pairs[Pair(gold: one, silver: other)] ?? -1
          while number >= 0 && isFound[Int(number)] { number = following[Int(number)] }
          if number >= 0 {
            matches[memristor] = number
            isFound[Int(number)] = true
            break search
          }
        }
      }
    }
  }

  /// Memristors whose names say nothing, or other things than the netlist, by the cell at their place.
  private mutating func matchByPlace() -> [Mismatch] {
    var mismatches: [Mismatch] = []
    for memristor in circuit.memristors.indices {
      let (gold, silver) = nets(of: memristor)
      if matches[memristor] >= 0 {
        if let other = cellAt(memristor), other != Int(matches[memristor]) {
          mismatches.append(
            Mismatch(
              memristor: memristor, expected: other,
              gold: netlist.memristors[Int(matches[memristor])].gold,
              silver: netlist.memristors[Int(matches[memristor])].silver))
        }
        continue
      }
      guard let expected = expected(memristor, silver) else {
        mismatches.append(
          Mismatch(
            memristor: memristor, expected: -1, gold: gold.first ?? .none,
            silver: silver.first ?? .none))
        continue
      }
      let wanted = netlist.memristors[expected]
      let isRight = gold.isEmpty || gold.contains(wanted.gold)
      if isRight && silver.isEmpty && !isFound[expected] {
        matches[memristor] = Int32(expected)
        isFound[expected] = true
        continue
      }
      mismatches.append(
        Mismatch(
          memristor: memristor, expected: expected, gold: gold.first ?? wanted.gold,
          silver: silver.first ?? wanted.silver))
    }
    return mismatches
  }

  /// The netlist's memristor whose place a junction covers, exactly.
  private func cellAt(_ memristor: Int) -> Int? {
    let own = circuit.memristors[memristor]
    let (x, y) = ((own.left + own.right) / 2, (own.top + own.bottom) / 2)
    guard let places, let cell = places.nearest(x: x, y: y, within: (own.right - own.left) / 2)
    else { return nil }
    return numbers[cell.name].map { Int($0) }
  }

  /// The netlist's memristor that should be where this one is; else the only one of its silver net.
  private func expected(_ memristor: Int, _ silver: [NetKey]) -> Int? {
    if let places {
      let own = circuit.memristors[memristor]
      let (x, y) = ((own.left + own.right) / 2, (own.top + own.bottom) / 2)
      if let cell = places.nearest(x: x, y: y, within: MaskCircuit.reach) {
        return numbers[cell.name].map { Int($0) }
      }
    }
    guard let net = silver.first, let cell = net.cell else { return nil }
    return numbers[NetKey(.cell, cell: cell)].map { Int($0) }
  }

  // MARK: - Findings

  private mutating func report(_ mismatches: [Mismatch]) {
    for mismatch in mismatches {
      let bounds = circuit.memristors[mismatch.memristor].bounds
      let between = "\(names.name(mismatch.gold)) and \(names.name(mismatch.silver))"
      if mismatch.expected < 0 {
        let cell = NetKey.cell(gold: mismatch.gold, silver: mismatch.silver)
        let subject = cell.map { "cell \($0.name): " } ?? ""
        add(
          "extra", "\(subject)a memristor between \(between) that the netlist does not hold",
          at: location(mismatch.memristor), bounds, namesCell: cell != nil)
        continue
      }
      let wanted = netlist.memristors[mismatch.expected]
      let cell = names.name(wanted.name)
      if (wanted.gold, wanted.silver) == (mismatch.gold, mismatch.silver) {
        add(
          "twice", "cell \(cell): a second memristor between \(between)",
          at: location(mismatch.memristor, element: cell), bounds)
        isFound[mismatch.expected] = true
        continue
      }
      if told.contains(wanted.name) { continue }
      add(
        "nets",
        "cell \(cell): in the masks it lies between \(between), in the netlist between "
          + "\(names.name(wanted.gold)) and \(names.name(wanted.silver)) "
          + "(\(netlistLine(mismatch.expected)))",
        at: location(mismatch.memristor, element: cell), bounds)
      isFound[mismatch.expected] = true
    }
  }

  private mutating func reportMissing() {
    for (number, wanted) in netlist.memristors.enumerated()
    where !isFound[number] && !told.contains(wanted.name) {
      let cell = names.name(wanted.name)
      let place = places?[wanted.name].map {
        OwnedRectangle(left: $0.x, top: $0.y, right: $0.x, bottom: $0.y, owner: 0)
      }
      add(
        "missing",
        "cell \(cell): the masks have no memristor between \(names.name(wanted.gold)) and "
          + "\(names.name(wanted.silver)) (\(netlistLine(number)))",
        at: .init(
          file: circuit.isBinary ? circuit.silver.file : circuit.gold.file, element: cell),
        place ?? shape(of: wanted.silver) ?? shape(of: wanted.gold))
    }
  }

  /// The bounds of the first shape of a net.
  private func shape(of net: NetKey) -> OwnedRectangle? {
    circuit.nets.firstIndex(of: net).map { circuit.shape($0).extent }
  }

  /// Lines that the netlist says leave the page must be there, memristors on them or not.
  private mutating func reportLines() {
    let lines = netlist.ports.filter {
      [.bitLine, .silverRow, .wordLine, .sourceLine].contains($0.kind)
    }
    if lines.isEmpty { return }
    let present = Set(circuit.nets)
    for net in lines where !present.contains(net) {
      let cells = netlist.memristors.filter { $0.gold == net || $0.silver == net }
        .compactMap(\.name.cell)
      add(
        "line",
        "the netlist's line \(names.name(net)) is not in the masks: "
          + "\(cells.isEmpty ? "its row or column" : cellList(cells)) hangs on it",
        at: .init(file: circuit.isBinary ? circuit.gold.file : circuit.sheet.folder), nil)
    }
  }
}
