/// What a number measures.
enum MeasuredDimension: Hashable, Sendable {
  case volt, ampere, ohm, siemens, second
  /// A unit that is known and that no column of use has, such as Hz or A/cm².
  case other
  /// A pure number, or not known.
  case none
}

/// A unit as a file spells it: what it measures and its factor to SI.
struct MeasuredUnit: Hashable, Sendable {
  var dimension: MeasuredDimension
  var factor: Double

  /// `value` times a factor, rounded once: powers of ten below one are divisors, which are exact.
  @inline(__always) static func scale(_ value: Double, by factor: Double) -> Double {
    factor < 1 ? value / (1 / factor).rounded() : value * factor
  }

  /// Whether numbers of this unit can be made into `wanted`: the same, or conductance for resistance.
  func fits(_ wanted: MeasuredDimension) -> Bool {
    dimension == wanted || (dimension == .siemens && wanted == .ohm)
  }

  /// The unit that `text` spells, brackets around it allowed; nil where it is none.
  ///
  /// - Parameter expecting: what is measured, where known: it tells `S` for seconds from `S` for siemens.
  static func parse(_ text: some StringProtocol, expecting: MeasuredDimension? = nil)
    -> MeasuredUnit?
  {
    var text = plain(text)
    if let first = text.first, let last = text.last, text.count >= 2,
      (first == "(" && last == ")") || (first == "[" && last == "]")
    {
      text = plain(text.dropFirst().dropLast())
    }
    if text.isEmpty || text.utf8.count > 24 { return nil }
    let lower = text.lowercased()
    if let unit = words[lower] { return unit }
    if others.contains(lower) { return MeasuredUnit(dimension: .other, factor: 1) }
    if lower.contains("/cm") || lower.contains("/um") || lower.contains("/mm")
      || lower.contains("cm-2") || lower.contains("cm^")
    {
      return MeasuredUnit(dimension: .other, factor: 1)
    }
    for (name, dimension) in bases where lower.hasSuffix(name) {
      let prefix = lower.dropLast(name.count).filter { $0 != " " && $0 != "-" }
      if let factor = prefixWords[String(prefix)] {
        return MeasuredUnit(dimension: dimension, factor: factor)
      }
    }
    if lower.hasSuffix("ohm") || lower.hasSuffix("ohms") {
      let letters = text.dropLast(lower.hasSuffix("s") ? 4 : 3).filter { $0 != " " }
      return factor(String(letters)).map { MeasuredUnit(dimension: .ohm, factor: $0) }
    }
    guard let symbol = text.last else { return nil }
    let letters = String(text.dropLast().filter { $0 != " " })
    guard let scale = factor(letters) else { return nil }
    switch symbol {
    case "V", "v": return MeasuredUnit(dimension: .volt, factor: scale)
    case "A", "a": return MeasuredUnit(dimension: .ampere, factor: scale)
    case "S":
      return MeasuredUnit(dimension: expecting == .second ? .second : .siemens, factor: scale)
    case "s": return MeasuredUnit(dimension: .second, factor: scale)
    default: return nil
    }
  }

  /// The factor of a prefix such as `k`, `µ`, `M`; 1 for none.
  static func factor(_ prefix: some StringProtocol) -> Double? { symbols[plain(prefix)] }

  /// Greek letters replaced by their spelling, blanks around removed.
  private static func plain(_ text: some StringProtocol) -> String {
    var text = String(text)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    return text.unicodeScalars.reduce(into: "") { plain, scalar in
      switch scalar {
      case "\u{B5}", "\u{3BC}": plain += "u"
      case "\u{3A9}", "\u{2126}": plain += "ohm"
      case "\u{B2}": plain += "2"
      default: plain.unicodeScalars.append(scalar)
      }
    }
  }

  private static let symbols: [String: Double] = [
    "": 1, "f": 1e-15, "p": 1e-12, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "K": 1e3, "M": 1e6,
    "G": 1e9, "T": 1e12, "meg": 1e6, "Meg": 1e6, "MEG": 1e6,
  ]
  private static let prefixWords: [String: Double] = [
    "": 1, "femto": 1e-15, "pico": 1e-12, "nano": 1e-9, "micro": 1e-6, "milli": 1e-3, "kilo": 1e3,
    "mega": 1e6, "giga": 1e9,
  ]
  private static let bases: [(String, MeasuredDimension)] = [
    ("volts", .volt), ("volt", .volt), ("amperes", .ampere), ("ampere", .ampere),
    ("amps", .ampere), ("amp", .ampere), ("ohms", .ohm), ("ohm", .ohm), ("siemens", .siemens),
    ("seconds", .second), ("second", .second), ("secs", .second), ("sec", .second),
  ]
  private static let words: [String: MeasuredUnit] = [
    "min": MeasuredUnit(dimension: .second, factor: 60),
    "mins": MeasuredUnit(dimension: .second, factor: 60),
    "minutes": MeasuredUnit(dimension: .second, factor: 60),
    "h": MeasuredUnit(dimension: .second, factor: 3600),
    "hr": MeasuredUnit(dimension: .second, factor: 3600),
    "hours": MeasuredUnit(dimension: .second, factor: 3600),
  ]
  private static let others: Set<String> = [
    "1", "-", "a.u.", "arb. units", "%", "#", "hz", "khz", "mhz", "°c", "w", "mw", "uw", "nw", "f",
    "pf", "nf", "db", "counts", "count", "g0", "none",
  ]
}
