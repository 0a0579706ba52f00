internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarFiles

/// Reads one `.subckt` of wires and cells.
struct TileReader {
  private let mapped: MappedFile
  private let file: String
  private var scanner: SpiceScanner
  private var words: SpiceTokenizer
  private var nodes: NameTable
  private var elements: NameTable
  private var wires = WireGraph()
  private var cells: [RawCell] = []
  private var uses: [Int32] = []
  private var findings: [Diagnostic] = []
  private var name = ""
  private var ports: [String] = []
  private var subcircuitLine = 0
  private var isOpen = false
  private var isClosed = false

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

  init(_ mapped: MappedFile, file: String) {
    self.mapped = mapped
    self.file = file
    scanner = SpiceScanner(mapped.bytes)
    words = SpiceTokenizer(mapped.bytes)
    nodes = NameTable(mapped.bytes)
    elements = NameTable(mapped.bytes)
  }

  mutating func read() throws(Diagnostics) -> (tile: ReadTile, findings: [Diagnostic]) {
    while scanner.next() {
      words.read(scanner.segments)
      guard let first = words.tokens.first else { continue }
      switch lowercased(mapped.bytes[first.start]) {
      case UInt8(ascii: "."): directive(first)
      case UInt8(ascii: "r") where isOpen: wire(first)
      case UInt8(ascii: "x") where isOpen: cell(first)
      default:
        report(
          isOpen ? "deck/unknown-element" : "deck/outside",
          isOpen
            ? "'\(words.string(first))' is neither a wire nor a cell"
            : "'\(words.string(first))' stands outside the tile's subcircuit")
      }
    }
    checkEnd()
    guard subcircuitLine > 0 else { throw Diagnostics(findings) }
    let tile = ReadTile(
      file: file, name: name, ports: ports, line: subcircuitLine, cells: traceCells())
    return (tile, findings)
  }

  private mutating func report(
    _ id: String, _ message: String, line: Int? = nil, element: String? = nil
  ) {
    findings.append(
      .error(
        id, message, at: .init(file: file, line: line ?? scanner.line, element: element)))
  }

  // MARK: - Lines

  private mutating func directive(_ first: SpiceToken) {
    let tokens = words.tokens
    if words.matches(first, ".subckt") {
      guard subcircuitLine == 0, tokens.count >= 2 else {
        return report("deck/subcircuit", "a tile's deck holds one subcircuit with a name")
      }
      subcircuitLine = scanner.line
      isOpen = true
      name = words.string(tokens[1])
      for token in tokens[2...] {
        let count = nodes.count
        if node(token) < count {
          report("deck/duplicate-port", "port '\(words.string(token))' is listed twice")
        }
        ports.append(words.string(token))
      }
    } else if words.matches(first, ".ends") {
      if !isOpen { return report("deck/subcircuit", ".ends without .subckt") }
      if tokens.count > 1, words.string(tokens[1]) != name {
        report("deck/subcircuit", ".ends names '\(words.string(tokens[1]))', not '\(name)'")
      }
      isOpen = false
      isClosed = true
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

  private mutating func node(_ token: SpiceToken) -> Int {
    let id = nodes.id(token)
    if id == uses.count { uses.append(0) }
    uses[id] += 1
    return id
  }

  private mutating func checkEnd() {
    if subcircuitLine == 0 {
      report("deck/subcircuit", "the file has no .subckt", line: max(1, scanner.line))
    } else if !isClosed {
      report("deck/truncated", "the file ends inside the subcircuit of '\(name)'")
    }
    let expected = "end of \(name).cir: \(cells.count) cells"
    let found = scanner.string(scanner.lastComment)
    if !scanner.commentIsLast || found != expected {
      report(
        "deck/truncated", "the last line must be '* \(expected)'; the file was cut short or edited")
    }
  }

  // MARK: - Nets

  private mutating func traceCells() -> [ReadCell] {
    let traced = wires.trace(nodeCount: nodes.count, portCount: ports.count)
    for finding in traced.findings {
      switch finding {
      case .loop(let line): report("deck/loop", "the wire closes a loop", line: line)
      case .short(let line, let a, let b):
        report("deck/short", "the wire joins '\(ports[a])' and '\(ports[b])'", line: line)
      case .floating(let line): report("deck/floating", "the wire leads to no port", line: line)
      }
    }
    let lines = ports.map { "\(name)_\($0)" }
    var result: [ReadCell] = []
    result.reserveCapacity(cells.count)
    for cell in cells {
      let label = words.string(cell.name)
      func line(_ node: Int, _ what: String) -> String {
        let port = traced.port[node]
        if port >= 0 { return lines[Int(port)] }
        report(
          "deck/open", "\(what) is on '\(words.string(nodes.token(node)))', which leads to no port",
          line: cell.line, element: label)
        return ""
      }
      if uses[cell.bottom] != 1 || traced.port[cell.bottom] >= 0 {
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
          wordLine: line(cell.word, "the gate"), row: cell.row, sample: cell.sample,
          bitLineResistance: traced.ohms[cell.bit], sourceLineResistance: traced.ohms[cell.source],
          line: cell.line))
    }
    return result
  }
}
