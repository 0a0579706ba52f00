internal import CrossbarCore
internal import CrossbarFiles

/// Reads one tile's testbench: parameters, sources and resistors at the tile's lines, and the statements of its control blocks that decide a bit.
struct TestbenchReader {
  private let file: String
  private var scanner: SpiceScanner
  private var findings: [Diagnostic] = []
  private var bench: ReadTestbench
  private var constants: [String: Double] = [:]
  private var sources: [(name: String, net: String, text: Substring, line: Int)] = []
  private var resistors: [(a: String, b: String, text: Substring, line: Int)] = []
  private var inControl = false
  private var seen: Set<String> = []

  init(_ mapped: MappedFile, file: String) {
    self.file = file
    scanner = SpiceScanner(mapped.bytes)
    bench = ReadTestbench(
      file: file, tile: "", includes: [], ports: [], rows: [], wordLines: [:], drivers: [:],
      expected: [:], columns: [], measuredPrefix: "", sampleTime: nil, end: nil, threshold: nil,
      drivenRows: [:], bitParameter: [:])
  }

  mutating func read() -> (bench: ReadTestbench, findings: [Diagnostic]) {
    while scanner.next() {
      let text = scanner.text
      if text.hasPrefix(".control") {
        inControl = true
      } else if text.hasPrefix(".endc") {
        inControl = false
      } else if inControl {
        control(text)
      } else {
        circuit(text)
      }
    }
    checkEnd()
    resolve()
    return (bench, findings)
  }

  /// The last line states the tile; where it does not, the included tile is the one.
  private mutating func checkEnd() {
    let last = scanner.string(scanner.lastComment)
    let (start, end) = ("end of ", "-program-read.cir")
    if scanner.commentIsLast, last.hasPrefix(start), last.hasSuffix(end),
      last.utf8.count > start.utf8.count + end.utf8.count
    {
      bench.tile = String(last.dropFirst(start.count).dropLast(end.count))
      return
    }
    let included = bench.includes.first { $0 != "cell.lib" && $0.hasSuffix(".cir") }
    bench.tile = String(included?.dropLast(4) ?? "")
    report(
      "deck/truncated",
      "the last line must be '* \(start)\(bench.tile)\(end)'; the file was cut short or edited")
  }

  private mutating func report(
    _ id: String, _ message: String, line: Int? = nil, element: String? = nil
  ) {
    findings.append(
      .error(
        id, message, at: .init(file: file, line: line ?? scanner.line, element: element)))
  }

  // MARK: - Circuit

  private mutating func circuit(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: true)
    guard let first = words.first, let letter = first.first else { return }
    if letter != ".", !seen.insert(String(first)).inserted {
      return report("deck/duplicate", "'\(first)' is defined twice", element: String(first))
    }
    switch letter {
    case ".": directive(String(first), text)
    case "v": source(words, text)
    case "r":
      guard words.count >= 4 else { return malformed(first) }
      resistors.append(
        (String(words[1]), String(words[2]), text[words[3].startIndex...], scanner.line))
    default:
      report("deck/unknown-element", "'\(first)' does not belong in a testbench")
    }
  }

  private mutating func malformed(_ name: Substring) {
    report("deck/malformed", "'\(name)' cannot be read", element: String(name))
  }

  private mutating func directive(_ name: String, _ text: String) {
    switch name {
    case ".include":
      bench.includes.append(
        text.dropFirst(name.count).trimmingBlanks.filter { $0 != "\"" && $0 != "'" })
    case ".param": parameter(text.dropFirst(name.count))
    case ".measure": namedMeasurement(text)
    case ".option", ".save", ".end": break
    default: report("deck/unknown-directive", "'\(name)' does not belong in a testbench")
    }
  }

  private mutating func parameter(_ text: Substring) {
    guard let equals = text.firstIndex(of: "=") else { return malformed(text) }
    let name = text[..<equals].trimmingBlanks
    guard seen.insert(".param \(name)").inserted else {
      return report("deck/duplicate", "parameter '\(name)' is defined twice", element: name)
    }
    guard let expression = SpiceExpression(text[text.index(after: equals)...].trimmingBlanks)
    else { return report("deck/number", "parameter '\(name)' is no expression", element: name) }
    if let value = expression.value([:]) { constants[name] = value }
    if let rows = expression.rows(of: "active_row") {
      if Set(rows).count != rows.count {
        report("deck/duplicate", "a row stands twice in '\(name)'", element: name)
      }
      bench.drivenRows[name] = .init(rows: Set(rows), line: scanner.line)
    } else if expression.value([:]) == nil {
      report(
        "deck/number", "parameter '\(name)' is neither a number nor a sum of rows", element: name)
    }
  }

  private mutating func source(_ words: [Substring], _ text: String) {
    guard words.count >= 4, words[2] == "0" else { return malformed(words[0]) }
    sources.append(
      (String(words[0]), String(words[1]), text[words[3].startIndex...], scanner.line))
  }

  // MARK: - Control

  private mutating func control(_ text: String) {
    let words = text.split(whereSeparator: { " ()".contains($0) })
    guard let first = words.first else { return }
    if first != "compose" && !text.hasPrefix("set rows") {
      bench.control.append(ReadStatement(text: text.oneSpaced, line: scanner.line))
    }
    switch first {
    case "set" where words.count > 2 && words[1] == "rows":
      bench.rows = words.dropFirst(3).compactMap { Int($0) }
      if bench.rows.count != words.count - 3 { malformed("set rows") }
    case "compose": expected(words)
    case "foreach" where words.count > 1 && words[1] == "c":
      bench.columns = words.dropFirst(2).map(String.init)
    case "tran":
      guard words.count == 4, words[3] == "uic", let end = Double(words[2]) else {
        return malformed(first)
      }
      bench.end = end
    case "meas": measurement(words)
    case "if" where text.hasPrefix("if amps > ") && !text.contains("and"):
      bench.threshold = words.last.flatMap { Double($0) }
    default: break
    }
  }

  private mutating func expected(_ words: [Substring]) {
    guard words.count > 3, words[1].hasPrefix("want_"), let row = Int(words[1].dropFirst(5)),
      words[2] == "values", words[3...].allSatisfy({ $0 == "0" || $0 == "1" })
    else { return malformed("compose") }
    if bench.expected[row] != nil {
      report("deck/duplicate", "the bits of row \(row) are given twice")
    }
    bench.expected[row] = ReadBits(bits: words[3...].map { $0 == "1" }, line: scanner.line)
  }

  /// `.measure tran i017 find i(vb017) at=0.2`.
  private mutating func namedMeasurement(_ text: String) {
    let words = text.split(whereSeparator: { " ()".contains($0) })
    guard words.count == 7, words[1] == "tran", words[3] == "find", words[4] == "i",
      words[6].hasPrefix("at="), let time = Double(words[6].dropFirst(3))
    else { return malformed(".measure") }
    bench.measures.append(
      ReadMeasure(
        name: String(words[2]), source: String(words[5]), time: time, line: scanner.line))
  }

  /// `meas tran amps find i(vb$c) at=0.2`.
  private mutating func measurement(_ words: [Substring]) {
    guard words.count == 7, words[3] == "find", words[4] == "i", words[5].hasSuffix("$c"),
      words[6].hasPrefix("at="), let time = Double(words[6].dropFirst(3))
    else { return malformed("meas") }
    bench.measuredPrefix = String(words[5].dropLast(2))
    bench.sampleTime = time
  }

  // MARK: - Drivers

  private mutating func resolve() {
    bench.allDynamic = constants["all_dynamic"]
    bench.readNoise = constants["read_noise"]
    let byNet = Dictionary(grouping: sources, by: \.net)
    var neighbours: [String: [(other: String, text: Substring, line: Int)]] = [:]
    for resistor in resistors {
      neighbours[resistor.a, default: []].append((resistor.b, resistor.text, resistor.line))
      neighbours[resistor.b, default: []].append((resistor.a, resistor.text, resistor.line))
    }
    bench.ports = lines(sources.map(\.net) + resistors.flatMap { [$0.a, $0.b] })
    checkStrays(neighbours)
    for port in bench.ports {
      let wires = neighbours[port]
      if let direct = byNet[port], direct.count == 1, wires == nil, direct[0].text.hasPrefix("{") {
        wordLine(port, direct[0])
        continue
      }
      guard let wires, wires.count == 1, byNet[port] == nil,
        let sources = byNet[wires[0].other], sources.count == 1,
        neighbours[wires[0].other]?.count == 1
      else {
        report(
          "deck/driver", "net '\(port)' is not driven by one source through one resistor",
          line: wires?.first?.line ?? byNet[port]?.first?.line, element: port)
        continue
      }
      driver(port, wires[0], sources[0])
    }
  }

  /// The nets that have the name of a line of the tile, word lines first, then bit lines, then source lines.
  private func lines(_ nets: [String]) -> [String] {
    let prefix = "\(bench.tile)_"
    let kinds: [Character] = ["w", "b", "s"]
    let found = Set(nets).compactMap { net -> (kind: Int, number: Int, net: String)? in
      guard net.hasPrefix(prefix), case let rest = net.dropFirst(prefix.count),
        let kind = rest.first.flatMap(kinds.firstIndex), rest.utf8.count <= 10,
        rest.dropFirst().utf8.allSatisfy({ $0 &- 0x30 < 10 }),
        let number = Int(rest.dropFirst())
      else { return nil }
      return (kind, number, net)
    }
    return found.sorted { ($0.kind, $0.number, $0.net) < ($1.kind, $1.number, $1.net) }.map(\.net)
  }

  /// Elements that are at no line of the tile, nor behind the resistor of one: the tile's inner nets can be reached.
  private mutating func checkStrays(
    _ neighbours: [String: [(other: String, text: Substring, line: Int)]]
  ) {
    let lines = Set(bench.ports)
    let behind = Set(bench.ports.flatMap { (neighbours[$0] ?? []).map(\.other) })
    for source in sources where !lines.contains(source.net) && !behind.contains(source.net) {
      report(
        "deck/driver", "the source drives no line of the tile", line: source.line,
        element: source.name)
    }
    for resistor in resistors where !lines.contains(resistor.a) && !lines.contains(resistor.b) {
      report(
        "deck/driver", "the resistor between '\(resistor.a)' and '\(resistor.b)' is at no line",
        line: resistor.line)
    }
  }

  private mutating func wordLine(
    _ port: String, _ source: (name: String, net: String, text: Substring, line: Int)
  ) {
    var names = constants
    // Of the tile's own file.
    if names["\(bench.tile)_tile"] == nil { names["\(bench.tile)_tile"] = 1 }
    guard let expression = SpiceExpression(source.text) else {
      return report(
        "deck/number", "the source cannot be read", line: source.line, element: source.name)
    }
    var values: [Double] = []
    for row in bench.rows {
      names["active_row"] = Double(row)
      guard let value = expression.value(names) else {
        return report(
          "deck/number", "the source's voltage has no value", line: source.line,
          element: source.name)
      }
      values.append(value)
    }
    bench.wordLines[port] = values
  }

  private mutating func driver(
    _ port: String, _ wire: (other: String, text: Substring, line: Int),
    _ source: (name: String, net: String, text: Substring, line: Int)
  ) {
    guard let ohms = SpiceExpression(wire.text)?.value(constants) else {
      return report(
        "deck/number", "the resistance of net '\(port)' has no value", line: wire.line,
        element: port)
    }
    // The one name in the waveform that is no constant is the column's bit.
    let expressions = waveform(source.text)
    let bits = Set(
      expressions?.flatMap(\.names).filter { constants[$0] == nil || bench.drivenRows[$0] != nil }
        ?? [])
    var names = constants
    func corners(_ bit: Double) -> [SIMD2<Double>]? {
      for name in bits { names[name] = bit }
      let values = expressions?.compactMap { $0.value(names) } ?? []
      guard let expressions, values.count == expressions.count, values.count % 2 == 0,
        !values.isEmpty
      else { return nil }
      return stride(from: 0, to: values.count, by: 2).map { SIMD2(values[$0], values[$0 + 1]) }
    }
    guard bits.count <= 1, let zero = corners(0), let one = corners(1) else {
      return report(
        "deck/waveform", "the source's waveform cannot be read", line: source.line,
        element: source.name)
    }
    bench.bitParameter[port] = bits.first
    bench.drivers[port] = ReadDriver(
      source: source.name, resistance: ohms, zero: zero, one: one, line: source.line)
  }

  /// The numbers and expressions of `pwl(…)`.
  private func waveform(_ text: Substring) -> [SpiceExpression]? {
    guard text.hasPrefix("pwl("), text.hasSuffix(")") else { return nil }
    let parts = text.dropFirst(4).dropLast().split(separator: " ")
    let expressions = parts.compactMap { SpiceExpression($0) }
    return expressions.count == parts.count ? expressions : nil
  }
}

extension SpiceExpression {
  /// All names of parameters in the expression.
  var names: [String] {
    switch self {
    case .number, .voltage: return []
    case .name(let name): return [name]
    case .call(_, let arguments): return arguments.flatMap(\.names)
    case .negated(let inner): return inner.names
    case .binary(_, let left, let right): return left.names + right.names
    }
  }
}

extension StringProtocol {
  /// The text without blanks at its ends.
  var trimmingBlanks: String {
    var rest = self[...]
    while rest.first == " " { rest = rest.dropFirst() }
    while rest.last == " " { rest = rest.dropLast() }
    return String(rest)
  }
}
