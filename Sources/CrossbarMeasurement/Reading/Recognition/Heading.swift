internal import CrossbarDevices

/// A column's heading taken apart.
struct Heading: Sendable {
  enum Scale: Sendable { case linear, log10, ln }

  /// The heading as the file has it.
  let text: String
  /// The heading without its unit.
  var name: String
  var unit: MeasuredUnit?
  /// The unit as the file spells it.
  var unitText: String?
  /// Whether the column holds logarithms, and to which base.
  var scale = Scale.linear
  /// Whether the heading states the base.
  var isBaseStated = true
  /// Lower case, letters and digits only, without a number at the end.
  var key: String
  /// The number at the end of `V1`, `Current 12`.
  var number: Int?
  var role: ColumnRole?
  /// What follows a known name: `dev1` of `R_LRS dev1`.
  var label: String?
  /// Whether the role is told by single words of the heading alone.
  var isRoleByWords = false

  /// - Parameter text: the heading as the file has it, such as `Current [uA]`, `U / V`, `log10(R_HRS / ohm)`.
  init(_ text: some StringProtocol) {
    var rest = Self.trimmed(text)
    self.text = rest
    var scale = Scale.linear
    var isBaseStated = true
    if let (inner, base, isStated) = Self.logarithm(rest) {
      rest = inner
      scale = base
      isBaseStated = isStated
    }
    var (name, unitText, unit) = Self.split(rest)
    if let text = unitText, unit == nil, let (inner, base, isStated) = Self.logarithm(text) {
      unit = MeasuredUnit.parse(inner)
      scale = base
      isBaseStated = isStated
    }
    self.scale = scale
    self.isBaseStated = isBaseStated
    let full = Self.key(name)
    let (key, number) = Self.number(at: full)
    var role = ColumnNames.role(full) ?? ColumnNames.role(key)
    if role == nil || unit == nil, unitText == nil, let cut = Self.suffixed(name) {
      if role == nil {
        (name, unitText, unit) = (cut.name, cut.unitText, cut.unit)
        role = cut.role
      } else if cut.role == role {
        (name, unitText, unit) = (cut.name, cut.unitText, cut.unit)
      }
    }
    if role == nil, let (known, rest) = Self.labelled(name) {
      role = known
      label = rest
      isRoleByWords = true
    }
    if role == nil, let guess = ColumnNames.role(ofWords: name) {
      role = guess
      isRoleByWords = true
    }
    let final = Self.number(at: Self.key(name))
    self.key = final.key
    self.number = final.number ?? number
    self.name = name
    self.unitText = unitText
    self.unit = unit
    if let known = role, known.dimension != .none, let unit, unit.dimension != .other {
      self.unit =
        unit.fits(known.dimension)
        ? unit
        : unitText.flatMap {
          MeasuredUnit.parse($0, expecting: known.dimension)
        }
      if let now = self.unit, !now.fits(known.dimension) {
        role = Self.role(known, measuredIn: now.dimension)
      }
    }
    self.role = role
  }

  /// `V_SET` in ohms is no voltage; a current of the LRS in ohms is its resistance and the other way round.
  private static func role(_ role: ColumnRole, measuredIn dimension: MeasuredDimension)
    -> ColumnRole?
  {
    switch (role, dimension) {
    case (.rLRS, .ampere): .iLRS
    case (.rHRS, .ampere): .iHRS
    case (.iLRS, .ohm), (.iLRS, .siemens): .rLRS
    case (.iHRS, .ohm), (.iHRS, .siemens): .rHRS
    case (.resistance, .ampere): .current
    case (.time, .volt): .voltage
    default: nil
    }
  }

  static func trimmed(_ text: some StringProtocol) -> String {
    var text = String(text)
    while let first = text.first, first.isWhitespace || first == "\"" || first == "'" {
      text.removeFirst()
    }
    while let last = text.last, last.isWhitespace || last == "\"" || last == "'" {
      text.removeLast()
    }
    return text
  }

  /// Letters and digits in lower case, signs of magnitude dropped.
  static func key(_ text: some StringProtocol) -> String {
    String(
      text.lowercased().unicodeScalars.filter {
        $0.properties.isAlphabetic || ("0"..."9").contains($0)
      })
  }

  private static func number(at key: String) -> (key: String, number: Int?) {
    let digits = key.reversed().prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, digits.count < key.count, digits.count <= 9 else { return (key, nil) }
    return (String(key.dropLast(digits.count)), Int(String(digits.reversed())))
  }

  private static func logarithm(_ text: String) -> (String, Scale, Bool)? {
    let lower = text.lowercased()
    for (word, scale, isStated) in [
      ("log10", Scale.log10, true), ("lg", .log10, true), ("ln", .ln, true), ("log", .log10, false),
    ] where lower.hasPrefix(word) {
      let rest = text.dropFirst(word.count)
      guard let next = rest.first else { continue }
      if !"( _[|".contains(next) {
        // `logI`, `log10R (ohm)`: only where what remains is measured.
        let dimension = ColumnNames.role(key(split(trimmed(rest)).0))?.dimension
        guard dimension == .ampere || dimension == .ohm else { continue }
      }
      var inner = trimmed(rest.drop { $0 == "_" })
      if next == "(" || next == "[" {
        // `log10(R) [ohm]` and `log10(R / ohm)`.
        guard let close = inner.firstIndex(where: { $0 == ")" || $0 == "]" }) else { continue }
        let tail = inner[inner.index(after: close)...]
        inner = trimmed(inner[inner.index(after: inner.startIndex)..<close] + tail)
        if inner.filter({ $0 == "(" }).count > inner.filter({ $0 == ")" }).count { inner += ")" }
      }
      return (inner, scale, isStated)
    }
    return nil
  }

  /// Name and unit of `R (kΩ)`, `I [uA]`, `U / V`, `Voltage, V`.
  private static func split(_ text: String) -> (String, String?, MeasuredUnit?) {
    for (open, close) in [("(", ")"), ("[", "]"), ("{", "}"), ("<", ">")]
      as [(Character, Character)]
    {
      guard let end = text.lastIndex(of: close),
        let start = text[..<end].lastIndex(of: open), start > text.startIndex
      else { continue }
      let inside = trimmed(text[text.index(after: start)..<end])
      // `AV(2)` counts.
      if inside.allSatisfy({ $0.isASCII && $0.isNumber }) { continue }
      let outside = trimmed(text[..<start] + text[text.index(after: end)...])
      if let unit = MeasuredUnit.parse(inside) { return (outside, inside, unit) }
      if inside.lowercased().hasPrefix("log") || inside.lowercased().hasPrefix("ln") {
        return (outside, inside, nil)
      }
    }
    for mark in ["/", ","] as [Character] {
      guard let at = text.lastIndex(of: mark), at > text.startIndex else { continue }
      let after = trimmed(text[text.index(after: at)...])
      if let unit = MeasuredUnit.parse(after), unit.dimension != .other || after.contains("/") {
        return (trimmed(text[..<at]), after, unit)
      }
    }
    return (text, nil, nil)
  }

  /// The role of a known name of two letters or more that something follows.
  private static func labelled(_ name: String) -> (ColumnRole, String)? {
    let separators: Set<Character> = [" ", "_", "@", "-", ":"]
    var end = name.endIndex
    while let cut = name[..<end].lastIndex(where: separators.contains), cut > name.startIndex {
      let head = key(name[..<cut])
      let rest = trimmed(name[name.index(after: cut)...].drop(while: separators.contains))
      if head.count >= 2, let role = ColumnNames.role(head), role.dimension != .none,
        !rest.isEmpty, ColumnNames.role(key(rest)) == nil, !ColumnNames.isStatistic(rest)
      {
        return (role, rest)
      }
      end = cut
    }
    return nil
  }

  /// Name and unit of `r_lrs_ohm`, `Current uA`: only where the name before the unit is known and of that unit.
  private static func suffixed(
    _ name: String
  ) -> (name: String, unitText: String, unit: MeasuredUnit, role: ColumnRole)? {
    guard let at = name.lastIndex(where: { $0 == "_" || $0 == " " || $0 == "." }),
      at > name.startIndex
    else { return nil }
    let text = String(name[name.index(after: at)...])
    let rest = trimmed(name[..<at])
    guard let role = ColumnNames.role(key(rest)) ?? ColumnNames.role(number(at: key(rest)).key),
      let unit = MeasuredUnit.parse(text, expecting: role.dimension), unit.fits(role.dimension)
    else { return nil }
    return (rest, text, unit, role)
  }
}

extension Heading {
  /// The headings of a table with the roles that only the neighbours tell: `TopV` beside `TopI`, `VTE` beside `ITE`.
  static func row(_ texts: [String]) -> [Heading] {
    var headings = texts.map { Heading($0) }
    let keys = Set(headings.map(\.key))
    // `second, Volt, Amp` and `V, A` are units themselves; `V` beside `I` is a name.
    let areUnits = headings.contains { heading in
      heading.role != .voltage && heading.name.count == 1 && ["A", "s"].contains(heading.name)
    }
    for index in headings.indices where headings[index].unit == nil {
      let name = headings[index].name
      guard let role = headings[index].role, name.count >= 2 || areUnits,
        let unit = MeasuredUnit.parse(name, expecting: role.dimension), unit.fits(role.dimension)
      else { continue }
      headings[index].unit = unit
      headings[index].unitText = name
    }
    for index in headings.indices where headings[index].role == nil {
      let key = headings[index].key
      let isLong = key.count >= 2
      if isLong, key.hasSuffix("v"), keys.contains(key.dropLast() + "i") {
        headings[index].role = .voltage
      } else if isLong, key.hasSuffix("i"), keys.contains(key.dropLast() + "v") {
        headings[index].role = .current
      } else if isLong, key.hasPrefix("v"), keys.contains("i" + key.dropFirst()) {
        headings[index].role = .voltage
      } else if isLong, key.hasPrefix("i"), keys.contains("v" + key.dropFirst()) {
        headings[index].role = .current
      } else if let unit = headings[index].unit
        ?? (key == "a" && headings[index].name == "a"
          ? nil : MeasuredUnit.parse(headings[index].name))
      {
        // Headings that are units or say no more than the unit.
        let isOnlyUnit = headings[index].unit == nil
        switch unit.dimension {
        case .volt: headings[index].role = .voltage
        case .ampere: headings[index].role = .current
        case .second: headings[index].role = isOnlyUnit || texts.count <= 4 ? .time : nil
        case .ohm, .siemens: headings[index].role = .resistance
        case .other, .none: break
        }
        if isOnlyUnit {
          headings[index].unit = unit
          headings[index].unitText = headings[index].name
        }
      }
    }
    nameCurrents(&headings)
    return headings
  }

  /// `I_dev0`, `I(dev1)` beside a voltage: currents named after devices, where nothing else is a current. A name with
  /// a number names one of many; `I_up` and `I_down` are parts of one.
  private static func nameCurrents(_ headings: inout [Heading]) {
    guard headings.contains(where: { $0.role == .voltage }),
      !headings.contains(where: { $0.role == .resistance })
    else { return }
    var labels: [(index: Int, label: String)] = []
    for (index, heading) in headings.enumerated() {
      let label = currentLabel(heading.name)
      if let label, heading.role == nil || heading.role == .current {
        labels.append((index, label))
      } else if heading.role == .current {
        return
      }
    }
    for (index, label) in labels {
      headings[index].role = .current
      headings[index].label = label
      headings[index].isRoleByWords = headings[index].unit == nil
    }
  }

  /// `dev0` of `I_dev0`, `I(dev0)`, `I dev0`, `Current_dev0`.
  private static func currentLabel(_ name: String) -> String? {
    guard let at = name.firstIndex(where: { "_ ([-:@".contains($0) }),
      ["i", "current"].contains(key(name[..<at]))
    else { return nil }
    var label = name[at...].drop { "_ ([-:@".contains($0) }
    while let last = label.last, ")] ".contains(last) { label.removeLast() }
    guard label.contains(where: \.isLetter), label.contains(where: \.isNumber) else { return nil }
    return String(label)
  }

  /// What joins `AV` and `AI`, `V_TE` and `I_TE`, `V1` and `I1`: the key without its letter, and the number.
  var pairTag: String {
    let stem: Substring
    if key.hasPrefix("voltage") || key.hasPrefix("current") {
      stem = key.dropFirst(7)
    } else if key.hasSuffix("voltage") || key.hasSuffix("current") {
      stem = key.dropLast(7)
    } else if key.hasSuffix("v") || key.hasSuffix("i") || key.hasSuffix("u"), key.count > 1,
      !key.hasPrefix("v"), !key.hasPrefix("i")
    {
      stem = key.dropLast()
    } else if key.hasPrefix("v") || key.hasPrefix("i") || key.hasPrefix("u") {
      stem = key.dropFirst()
    } else {
      stem = key[...]
    }
    return "\(stem)#\(number.map(String.init) ?? "")"
  }
}
