internal import CrossbarArray
internal import CrossbarCore

extension MaskCircuit {
  /// The names of the nets that the shapes of every conductor carry, each once; empty where none has a name.
  public var conductorNames: [[String]] {
    let nets = ConductorNets(self)
    return (0..<conductorCount).map { nets[$0].map(names.name) }
  }

  /// The page's nets by kind.
  var netKinds: [CircuitCheck.Nets] {
    let kinds: [(NetKey.Kind, String)] = [
      (.bitLine, "bit lines"), (.silverRow, "rows"), (.wordLine, "word lines"),
      (.sourceLine, "source lines"), (.bottomContact, "bottom contacts"),
      (.topContact, "top contacts"), (.other, "others"),
    ]
    var counts: [NetKey.Kind: Int] = [:]
    for net in Set(nets) { counts[net.kind, default: 0] += 1 }
    return kinds.compactMap { kind, name in
      counts[kind].map { CircuitCheck.Nets(kind: name, count: $0) }
    }
  }

  /// The cell that the names of a memristor's shapes say.
  func cell(of memristor: Memristor) -> CellID? {
    NetKey.cell(gold: nets[memristor.goldShape], silver: nets[memristor.silverShape])
  }

  /// Every contact of a shape.
  func contacts(of shape: Int) -> [Contact] {
    contactsByShape[shape].map { contacts[Int($0)] }
  }

  /// The memristors that names give to cells, as `verify` wants them.
  var junctions: [ReadJunction] {
    memristors.compactMap { memristor in
      guard let cell = cell(of: memristor) else { return nil }
      return ReadJunction(
        cell: cell, bottomNet: names.name(nets[memristor.silverShape]),
        topNet: names.name(nets[memristor.goldShape]), sheet: sheet.number, left: memristor.left,
        top: memristor.top, right: memristor.right, bottom: memristor.bottom,
        area: memristor.area, bottomLine: shape(memristor.silverShape).line,
        topLine: shape(memristor.goldShape).line)
    }
  }
}

extension CircuitLayer {
  /// What its shapes are, for people.
  var what: String {
    switch layer {
    case "ag-bottom": "the silver bottom contacts"
    case "au-top": "the bit lines"
    case "ag-pad": "the pads"
    default: "the shapes of \(layer)"
    }
  }

  func location(_ index: Int, isBinary: Bool) -> Diagnostic.Location {
    let shape = shapes[index]
    if isBinary { return .init(file: file, element: "byte \(shape.line)") }
    return .init(file: file, line: shape.line, element: shape.id)
  }
}

extension ReadShape {
  /// The least rectangle around it.
  var extent: OwnedRectangle {
    var bounds = OwnedRectangle(
      left: Int(points.first?.x ?? 0), top: Int(points.first?.y ?? 0), right: 0, bottom: 0, owner: 0
    )
    (bounds.right, bounds.bottom) = (bounds.left, bounds.top)
    for point in points {
      bounds.left = min(bounds.left, Int(point.x))
      bounds.right = max(bounds.right, Int(point.x))
      bounds.top = min(bounds.top, Int(point.y))
      bounds.bottom = max(bounds.bottom, Int(point.y))
    }
    return bounds
  }
}

extension OwnedRectangle {
  /// The shorter of its sides.
  var side: Int { min(right - left, bottom - top) }
  /// The longer of its sides.
  var length: Int { max(right - left, bottom - top) }
}
