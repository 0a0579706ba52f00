internal import CrossbarCore
internal import CrossbarFiles

/// Reads `spice/printed/sheet-NN.cir`: one subcircuit of memristors.
///
///     .subckt sheet_01 t00_b000 t00_b001
///     + test_01_d0_au
///     Xt00_r000_c000 t00_b000 t00_r000_c000_ag junction
///     .ends sheet_01
struct PrintedNetlistReader {
  private var netlist: PrintedNetlist
  private var names: NetNames
  private let title: String
  private var findings: [Diagnostic] = []
  private var lines: [NetKey: Int32] = [:]
  private enum State { case before, inside, after }
  private var state = State.before

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - name: the file in diagnostics.
  ///   - sheet: number of its page.
  ///   - names: names known so far; new ones are added.
  /// - Throws: `netlist/…`, everything wrong with the file, at its line.
  static func read(
    path: String, named name: String, sheet: Int, names: inout NetNames
  ) throws(Diagnostics) -> PrintedNetlist {
    let file = try MappedFile.open(path: path, named: name, stage: "netlist")
    defer { withExtendedLifetime(file) {} }
    var reader = PrintedNetlistReader(name, sheet: sheet, names: names)
    reader.read(file.bytes)
    try reader.findings.capped(id: "netlist/more").throwIfErrors()
    names = reader.names
    return reader.netlist
  }

  private init(_ name: String, sheet: Int, names: NetNames) {
    netlist = PrintedNetlist(file: name)
    self.names = names
    title = "sheet_" + (sheet < 10 ? "0" : "") + "\(sheet)"
  }

  private mutating func report(_ kind: String, _ message: String, _ line: Int) {
    findings.append(
      .error("netlist/\(kind)", message, at: .init(file: netlist.file, line: line)))
  }

  private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
    var start = 0
    var line = 0
    var words: [String] = []
    var first = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count && bytes[end] != 0x0A { end += 1 }
      line += 1
      let text = UnsafeBufferPointer(rebasing: bytes[start..<end])
      start = end + 1
      switch text.first {
      case nil, UInt8(ascii: "*"): continue
      case UInt8(ascii: "+"):
        if words.isEmpty { report("continuation", "nothing to continue", line) }
        Self.split(UnsafeBufferPointer(rebasing: text.dropFirst()), into: &words)
      default:
        take(words, first)
        words.removeAll(keepingCapacity: true)
        first = line
        Self.split(text, into: &words)
      }
    }
    take(words, first)
    if state != .after { report("end", "the file ends before .ends \(title)", max(line, 1)) }
    checkNets()
  }

  private static func split(_ text: UnsafeBufferPointer<UInt8>, into words: inout [String]) {
    var index = 0
    while index < text.count {
      while index < text.count && text[index] <= 0x20 { index += 1 }
      let start = index
      while index < text.count && text[index] > 0x20 { index += 1 }
      if start < index {
        words.append(
          String(decoding: UnsafeBufferPointer(rebasing: text[start..<index]), as: UTF8.self))
      }
    }
  }

  private mutating func take(_ words: [String], _ line: Int) {
    guard let first = words.first else { return }
    switch first.lowercased() {
    case ".subckt":
      if state != .before {
        report("subcircuit", "the file must hold one subcircuit", line)
        return
      }
      state = .inside
      if words.count < 2 || words[1] != title {
        report("subcircuit", "the subcircuit of this page is \(title)", line)
      }
      netlist.ports = words.dropFirst(2).map { names.key($0) }
      if Set(netlist.ports).count != netlist.ports.count {
        report("port", "a net stands twice among the subcircuit's ports", line)
      }
    case ".ends":
      if state != .inside || words.count > 2 || (words.count == 2 && words[1] != title) {
        report("subcircuit", ".ends \(title) closes the subcircuit, once", line)
      }
      state = .after
    case ".end" where state == .after && words.count == 1: break
    default: takeMemristor(words, line)
    }
  }

  private mutating func takeMemristor(_ words: [String], _ line: Int) {
    guard words[0].first == "X" || words[0].first == "x", words[0].utf8.count > 1 else {
      report("line", "\(words[0]) is neither a memristor nor .subckt or .ends", line)
      return
    }
    if state != .inside {
      report("line", "a memristor outside the subcircuit", line)
      return
    }
    guard words.count == 4, words[3].lowercased() == "junction" else {
      report("line", "a memristor is X‹cell› ‹gold net› ‹silver net› junction", line)
      return
    }
    let memristor = PrintedNetlist.Memristor(
      name: names.key(String(words[0].dropFirst())), gold: names.key(words[1]),
      silver: names.key(words[2]), line: Int32(clamping: line))
    if let earlier = lines.updateValue(memristor.line, forKey: memristor.name) {
      report("duplicate", "\(words[0]) stands twice, first in line \(earlier)", line)
    }
    if !memristor.gold.isNet || !memristor.silver.isNet {
      report("net", "\(words[1]) or \(words[2]) is the name of no net", line)
    }
    netlist.memristors.append(memristor)
  }

  /// A net is of gold or of silver.
  private mutating func checkNets() {
    let gold = Set(netlist.memristors.map(\.gold))
    for memristor in netlist.memristors where gold.contains(memristor.silver) {
      report(
        "net", "\(names.name(memristor.silver)) is a gold net and a silver one",
        Int(memristor.line))
    }
  }
}
