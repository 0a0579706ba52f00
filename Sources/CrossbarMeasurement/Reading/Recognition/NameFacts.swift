/// What names of files, sheets and groups say of a measurement; all of it is a guess unless a pattern states it.
struct NameFacts: Hashable, Sendable {
  var device: String?
  /// Whether the device is named as one (`dev3`, `W4_B2_D17`) and not only by what remains of the name.
  var isDeviceNamed: Bool = false
  var batch: String?
  var run: Int?
  /// Amperes.
  var compliance: Double?
  var half: SweepTrace.Half?
  /// Voltages named, such as the sweep's ends.
  var voltages: [Double] = []
  /// What remains of the name without the above.
  var rest: [String] = []
  /// Whether anything in `rest` could name a device.
  var isRestTelling: Bool {
    rest.contains { word in
      word.contains(where: \.isLetter) && !Self.generic.contains(word.lowercased())
    }
  }

  private static let generic: Set<String> = [
    "data", "iv", "i", "v", "sweep", "sweeps", "test", "tests", "export", "raw", "meas",
    "measurement", "measurements", "results", "result", "table", "file", "reram", "rram",
    "sheet", "cycles", "cycle", "run", "runs", "dc", "curve", "curves", "values", "statistics",
    "retention", "endurance", "pulse", "pulses", "copy", "new", "final", "all", "list", "csv",
    "txt", "xlsx", "tmp",
    "sheet1", "tabelle1", "untitled", "log", "output", "out",
  ]
  private static let runWords = [
    "run", "cycle", "cycles", "cyc", "sweep", "rep", "loop", "iteration", "iter",
  ]
  private static let deviceWords = [
    "device", "dev", "dut", "cell", "sample", "memristor", "element", "junction",
  ]
  private static let batchWords = ["batch", "lot", "charge"]
  private static let complianceWords = [
    "compliance", "icompl", "icomp", "comp", "icc", "cc", "ilim",
  ]

  init() {}

  /// - Parameter name: without folder and ending.
  init(_ name: some StringProtocol) {
    let tokens = Self.tokens(name)
    var index = 0
    var cells: [String] = []
    var currents: [(value: Double, token: String)] = []
    func value(after words: [String]) -> (text: String, next: Int)? {
      let token = tokens[index].lowercased()
      for word in words where token.hasPrefix(word) {
        var rest = tokens[index].dropFirst(word.count)
        if rest.first == "-" || rest.first == "." { rest = rest.dropFirst() }
        if rest.first?.isNumber == true { return (String(rest), index + 1) }
        if rest.isEmpty, index + 1 < tokens.count, tokens[index + 1].first?.isNumber == true {
          return (tokens[index + 1], index + 2)
        }
      }
      return nil
    }
    while index < tokens.count {
      let token = tokens[index]
      let lower = token.lowercased()
      if let (text, next) = value(after: Self.complianceWords), let amperes = Self.amperes(text) {
        compliance = amperes
        index = next
      } else if let (text, next) = value(after: Self.runWords), let number = Int(text), run == nil {
        run = number
        index = next
      } else if let (_, next) = value(after: Self.deviceWords), device == nil {
        device = tokens[index..<next].joined()
        index = next
      } else if let (_, next) = value(after: Self.batchWords), batch == nil {
        batch = tokens[index..<next].joined()
        index = next
      } else if lower == "set" || lower == "reset" || lower == "rst" {
        half = lower == "set" ? .set : .reset
        index += 1
      } else if let volts = Self.volts(token) {
        voltages.append(volts)
        index += 1
      } else if let amperes = Self.amperes(token), token.last == "A" || token.last == "a",
        token.contains(where: { "pnuµμm".contains($0) })
      {
        currents.append((amperes, token))
        index += 1
      } else {
        if Self.isCellToken(token) { cells.append(token) }
        rest.append(token)
        index += 1
      }
    }
    if currents.count == 1, compliance == nil {
      compliance = currents[0].value
    } else {
      rest += currents.map(\.token)
    }
    // `W4_B2_D17`: wafer, block and device.
    if cells.count >= 2 || cells.first?.lowercased().first == "d" {
      if device == nil { device = cells.joined(separator: "_") }
    }
    isDeviceNamed = device != nil
    if run == nil, tokens.count == 1, let only = tokens.first, only.count <= 5,
      let number = Int(only)
    {
      run = number
      rest = []
    }
  }

  /// Words between `_`, blanks, brackets and the like; a stroke before a digit is a sign.
  private static func tokens(_ name: some StringProtocol) -> [String] {
    var tokens: [String] = []
    var token = ""
    let characters = Array(name)
    for (index, character) in characters.enumerated() {
      let isSeparator =
        " _,;()[]{}=#@+".contains(character)
        || character == "-"
          && !(index + 1 < characters.count && characters[index + 1].isNumber
            && (token.isEmpty || token.contains(where: \.isNumber) == false))
      if isSeparator {
        if !token.isEmpty { tokens.append(token) }
        token = ""
      } else {
        token.append(character)
      }
    }
    if !token.isEmpty { tokens.append(token) }
    return tokens
  }

  /// `W4`, `B2`, `D17`, `R03`.
  private static func isCellToken(_ token: String) -> Bool {
    guard let first = token.first, "WBDRCXYwbdrcxy".contains(first), (2...5).contains(token.count)
    else { return false }
    return token.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
  }

  private static func amperes(_ text: String) -> Double? {
    guard let value = CellText.quantity(text[...], dimension: .ampere, factor: 1), value > 0,
      value < 10
    else { return nil }
    return value
  }

  private static func volts(_ token: String) -> Double? {
    guard token.last == "V" || token.last == "v", token.count >= 2, token.first != "v",
      token.first != "V"
    else { return nil }
    return CellText.quantity(token[...], dimension: .volt, factor: 1)
  }
}

extension NameFacts {
  /// Takes device and batch from the lines of settings above the data, unless the file's name names the device.
  mutating func takeDevice(_ settings: [InstrumentSettings.Entry]) {
    for (name, values) in settings {
      guard let value = values.first, !value.isEmpty, value.count <= 80,
        values.dropFirst().allSatisfy(\.isEmpty)
      else { continue }
      switch Heading.key(name) {
      case "device", "deviceid", "sample", "samplename", "sampleid", "dut":
        if !isDeviceNamed {
          device = value
          isDeviceNamed = true
        }
      case "batch", "batchid", "lot", "lotid": if batch == nil { batch = value }
      default: break
      }
    }
  }

  /// What the path of a file says; the folder names the device where the file's name is a number or says nothing.
  static func file(_ path: String, pattern: String?) -> (facts: NameFacts, isStated: Bool) {
    let parts = path.split(separator: "/").map(String.init)
    let stem = stem(parts.last ?? path)
    if let pattern, let facts = matched(stem, pattern) {
      return (facts, true)
    }
    var facts = NameFacts(stem)
    var folders = Array(parts.dropLast())[...]
    while let folder = folders.last {
      let named = NameFacts(folder)
      // Folders `set` and `reset` are halves of what lies above them.
      if named.half != nil, !named.isRestTelling, named.device == nil {
        if facts.half == nil { facts.half = named.half }
        folders = folders.dropLast()
        continue
      }
      if facts.batch == nil { facts.batch = named.batch }
      if facts.compliance == nil { facts.compliance = named.compliance }
      if facts.device == nil, !facts.isRestTelling, folder != ".", folder != ".." {
        if named.device != nil {
          facts.device = named.device
          facts.isDeviceNamed = true
        } else if named.isRestTelling {
          facts.device = folder
        }
      }
      break
    }
    if facts.device == nil {
      facts.device =
        facts.rest.isEmpty || !facts.isRestTelling && facts.rest.allSatisfy { Int($0) != nil }
        ? stem : facts.rest.joined(separator: "_")
    }
    return (facts, false)
  }

  static func stem(_ name: String) -> String {
    var stem = name
    for _ in 0..<2 {
      guard let dot = stem.lastIndex(of: "."), dot > stem.startIndex else { break }
      let ending = stem[stem.index(after: dot)...]
      guard (1...5).contains(ending.count), ending.contains(where: \.isLetter),
        ending.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
      else { break }
      stem = String(stem[..<dot])
      if ending.lowercased() != "gz" { break }
    }
    return stem
  }

  /// The parts of a name that a pattern such as `{device}_run{run}` names; nil where the name is not of it.
  static func matched(_ name: String, _ pattern: String) -> NameFacts? {
    var facts = NameFacts()
    var rest = name[...]
    var template = pattern[...]
    while !template.isEmpty {
      if template.first == "{", let close = template.firstIndex(of: "}") {
        let field = template[template.index(after: template.startIndex)..<close]
        template = template[template.index(after: close)...]
        let literal = template.prefix { $0 != "{" }
        let text: Substring
        if literal.isEmpty {
          text = rest
          rest = ""
        } else {
          guard let found = rest.firstRange(of: literal) else { return nil }
          text = rest[..<found.lowerBound]
          rest = rest[found.lowerBound...]
        }
        switch field {
        case "device":
          facts.device = String(text)
          facts.isDeviceNamed = true
        case "batch": facts.batch = String(text)
        case "run":
          guard let number = Int(text) else { return nil }
          facts.run = number
        case "compliance":
          guard let value = CellText.quantity(text, dimension: .ampere, factor: 1) else {
            return nil
          }
          facts.compliance = value
        default: break
        }
      } else {
        guard rest.first == template.first else { return nil }
        rest = rest.dropFirst()
        template = template.dropFirst()
      }
    }
    return rest.isEmpty ? facts : nil
  }
}
