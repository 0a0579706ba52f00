internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarFiles

/// Reads the wires and cells of one tile, a flat deck that a testbench includes.
///
/// The tile's name is the one that the last line states. Its ports are the nets that have the name of a line, such as
/// `t00_b017`; the nodes of a line have the line's name and a row behind it, such as `t00_b017_003`.
struct TileReader {
  private let mapped: MappedFile
  private let file: String
  private var scanner: SpiceScanner
  private var words: SpiceTokenizer
  private var nodes: NameTable
  private var elements: NameTable
  private var wires = WireGraph()
  private var cells: [RawCell] = []
  /// Of each node: how often it is named, and the line on which it is named first.
  private var uses: ContiguousArray<(count: Int32, line: Int32)> = []
  private var ports: [Port] = []
  private var findings: [Diagnostic] = []
  private var names: TileNetNames
  private var isEnded = false
  private var isMarked = false

  /// A cell before its nets are traced; nets are numbers of the node table.
  private struct RawCell {
    var name: SpiceToken
    var bit: Int
    var bottom: Int
    var source: Int
    var word: Int
    var row: Int
    var sample: DeviceSample?
    var line: Int
  }

  /// A net that has the name of a line: word lines 0, bit lines 1, source lines 2, and the row or column.
  private struct Port {
    var kind: Int
    var number: Int
    var node: Int
  }

  init(_ mapped: MappedFile, file: String) {
    self.mapped = mapped
    self.file = file
    scanner = SpiceScanner(mapped.bytes)
    words = SpiceTokenizer(mapped.bytes)
    nodes = NameTable(mapped.bytes)
    elements = NameTable(mapped.bytes)
    names = TileNetNames(mapped.bytes)
  }

  mutating func read() throws(Diagnostics) -> (tile: ReadTile, findings: [Diagnostic]) {
    while scanner.next() {
      words.read(scanner.segments)
      guard let first = words.tokens.first else { continue }
      if isEnded {
        report("deck/outside", "'\(words.string(first))' stands behind .end")
        continue
      }
      switch lowercased(mapped.bytes[first.start]) {
      case UInt8(ascii: "."): directive(first)
      case UInt8(ascii: "r"): wire(first)
      case UInt8(ascii: "x"): cell(first)
      default:
        report(
          "deck/unknown-element", "'\(words.string(first))' is neither a wire nor a cell")
      }
    }
    checkEnd()
    if ports.isEmpty {
      report("deck/ports", "no net is a line of tile '\(names.tile)', such as '\(names.tile)_b000'")
      throw Diagnostics(findings)
    }
    ports.sort { ($0.kind, $0.number, $0.node) < ($1.kind, $1.number, $1.node) }
    let read = ports.map {
      ReadPort(name: words.string(nodes.token($0.node)), line: Int(uses[$0.node].line))
    }
    let tile = ReadTile(
      file: file, name: names.tile, isMarked: isMarked, ports: read,
      cells: traceCells(read.map(\.name)))
    return (tile, findings)
  }

  private mutating func report(
    _ id: String, _ message: String, line: Int? = nil, element: String? = nil
  ) {
    findings.append(
      .error(
        id, message, at: .init(file: file, line: line ?? max(1, scanner.line), element: element)))
  }

  // MARK: - Lines

  private mutating func directive(_ first: SpiceToken) {
    let tokens = words.tokens
    let mark = tokens.count > 1 ? words.string(tokens[1]).lowercased() : ""
    // A file without its last line has at least this name.
    if names.tile.isEmpty, mark.hasSuffix("_tile") { names.tile = String(mark.dropLast(5)) }
    if words.matches(first, ".end") {
      isEnded = true
    } else if words.matches(first, ".param"), tokens.count == 4, !isMarked,
      mark == "\(names.tile)_tile", words.matches(tokens[2], "="),
      words.number(tokens[3]) == 1
    {
      isMarked = true
    } else {
      report("deck/unknown-directive", "'\(words.string(first))' does not belong in a tile's deck")
    }
  }

  private mutating func wire(_ first: SpiceToken) {
    let tokens = words.tokens
    guard tokens.count == 4 else {
      return report(
        "deck/wire", "a wire has two nodes and a resistance", element: words.string(first))
    }
    define(first)
    guard let ohms = words.number(tokens[3]), ohms > 0, ohms.isFinite else {
      return report(
        "deck/number", "'\(words.string(tokens[3]))' is no positive resistance",
        element: words.string(first))
    }
    wires.append(node(tokens[1]), node(tokens[2]), ohms: ohms, line: scanner.line)
  }

  private mutating func cell(_ first: SpiceToken) {
    let tokens = words.tokens
    let label = SpiceToken(start: first.start + 1, end: first.end)
    let equals = tokens.firstIndex { words.matches($0, "=") } ?? tokens.count + 1
    guard equals - 1 == 6, words.matches(tokens[5], "cell") else {
      return report(
        "deck/cell", "a cell has four nodes (bl ag sl wl), the word 'cell' and parameters",
        element: words.string(label))
    }
    define(first)
    var cell = RawCell(
      name: label, bit: node(tokens[1]), bottom: node(tokens[2]), source: node(tokens[3]),
      word: node(tokens[4]), row: -1, sample: nil, line: scanner.line)
    var values = SIMD4<Double>(repeating: .nan)
    var index = 6
    while index < tokens.count {
      guard index + 2 < tokens.count, words.matches(tokens[index + 1], "="),
        let number = words.number(tokens[index + 2])
      else {
        report(
          "deck/number", "'\(words.string(tokens[index]))' has no number",
          element: words.string(label))
        return
      }
      parameter(tokens[index], number, of: &cell, &values)
      index += 3
    }
    if cell.row < 0 {
      report("deck/parameter", "the cell does not say its row", element: words.string(label))
    }
    let given = (0..<4).count { !values[$0].isNaN }
    if given == 4 {
      cell.sample = DeviceSample(
        vSet: values[0], vReset: values[1], rLRS: values[2], rHRS: values[3])
    } else if given != 0 {
      report(
        "deck/parameter", "the cell has \(given) of vset, vrst, rlrs and rhrs",
        element: words.string(label))
    }
    cells.append(cell)
  }

  private mutating func parameter(
    _ key: SpiceToken, _ number: Double, of cell: inout RawCell, _ values: inout SIMD4<Double>
  ) {
    func place() -> Int? {
      if words.matches(key, "vset") { return 0 }
      if words.matches(key, "vrst") { return 1 }
      if words.matches(key, "rlrs") { return 2 }
      return words.matches(key, "rhrs") ? 3 : nil
    }
    let label = words.string(cell.name)
    if words.matches(key, "row") {
      if let row = Int(exactly: number), row >= 0, cell.row < 0 {
        cell.row = row
      } else {
        report("deck/parameter", "row must be given once, a whole number", element: label)
      }
    } else if let place = place() {
      if !values[place].isNaN {
        report(
          "deck/parameter", "'\(words.string(key))' is given twice", element: label)
      }
      values[place] = number
      if !(number > 0 && number.isFinite) {
        report("deck/number", "'\(words.string(key))' must be positive", element: label)
      }
    } else {
      report(
        "deck/parameter", "the cell has no parameter '\(words.string(key))'", element: label)
    }
  }

  // MARK: - Names

  private mutating func define(_ element: SpiceToken) {
    let count = elements.count
    if elements.id(element) < count {
      report(
        "deck/duplicate", "'\(words.string(element))' is defined twice",
        element: words.string(SpiceToken(start: element.start + 1, end: element.end)))
    }
  }

  /// The number of a net; one that is new and has a line's name is a port.
  private mutating func node(_ token: SpiceToken) -> Int {
    let id = nodes.id(token)
    if id == uses.count {
      uses.append((0, Int32(scanner.line)))
      if names.tile.isEmpty {
        let prefix = mapped.bytes[token.start..<token.end].prefix { $0 != UInt8(ascii: "_") }
        names.tile = words.string(SpiceToken(start: prefix.startIndex, end: prefix.endIndex))
      }
      if let (kind, number) = names.line(token) {
        ports.append(Port(kind: kind, number: number, node: id))
      }
    }
    uses[id].count += 1
    return id
  }

  private mutating func checkEnd() {
    if !isEnded { report("deck/truncated", "the file has no .end") }
    let expected = "end of \(names.tile).cir: \(cells.count) cells"
    let found = scanner.string(scanner.lastComment)
    if !scanner.commentIsLast || found != expected {
      report(
        "deck/truncated", "the last line must be '* \(expected)'; the file was cut short or edited")
    }
  }

  // MARK: - Nets

  private mutating func traceCells(_ lines: [String]) -> [ReadCell] {
    let traced = wires.trace(nodeCount: nodes.count, ports: ports.map(\.node))
    for finding in traced.findings {
      switch finding {
      case .loop(let line): report("deck/loop", "the wire closes a loop", line: line)
      case .short(let line, let a, let b):
        report("deck/short", "the wire joins '\(lines[a])' and '\(lines[b])'", line: line)
      case .floating(let line): report("deck/floating", "the wire leads to no port", line: line)
      }
    }
    var isTaken = [Bool](repeating: false, count: nodes.count)
    for port in ports { isTaken[port.node] = true }
    var result: [ReadCell] = []
    result.reserveCapacity(cells.count)
    for cell in cells {
      let label = words.string(cell.name)
      for node in [cell.bit, cell.bottom, cell.source, cell.word] { isTaken[node] = true }
      func line(_ node: Int, _ what: String, isGate: Bool = false) -> String {
        let port = Int(traced.port[node])
        if port < 0 {
          report(
            "deck/open",
            "\(what) is on '\(words.string(nodes.token(node)))', which leads to no port",
            line: cell.line, element: label)
          return ""
        }
        let isRight =
          isGate
          ? ports[port].node == node
          : cell.row < 0
            || names.isNode(
              nodes.token(node), of: nodes.token(ports[port].node), row: cell.row)
        if !isRight {
          report(
            "deck/net",
            "\(what) is on '\(words.string(nodes.token(node)))', which is not the name of "
              + (isGate ? "a line" : "'\(lines[port])' in row \(cell.row)"),
            line: cell.line, element: label)
        }
        return lines[port]
      }
      if uses[cell.bottom].count != 1 || traced.port[cell.bottom] >= 0 {
        report(
          "deck/bottom-net",
          "the bottom contact's net '\(words.string(nodes.token(cell.bottom)))' is used elsewhere",
          line: cell.line, element: label)
      }
      result.append(
        ReadCell(
          name: label, bitLine: line(cell.bit, "the gold contact"),
          bottomNet: words.string(nodes.token(cell.bottom)),
          sourceLine: line(cell.source, "the transistor's source line"),
          wordLine: line(cell.word, "the gate", isGate: true), row: cell.row, sample: cell.sample,
          bitLineResistance: traced.ohms[cell.bit], sourceLineResistance: traced.ohms[cell.source],
          line: cell.line))
    }
    for node in isTaken.indices where !isTaken[node] {
      report(
        "deck/net", "net '\(words.string(nodes.token(node)))' is at no cell",
        line: Int(uses[node].line))
    }
    return result
  }
}
