internal import CrossbarStatistics

/// The contents of a cell that is not a plain number.
enum CellText {
  /// Whether the cell stands for an absent value.
  static func isMissing(_ text: String) -> Bool {
    if text.utf8.count > 12 { return false }
    return missing.contains(text.lowercased())
  }

  /// Whether the cell stands in a row of numbers without making it a row of words: absent, censored or with a unit.
  static func isNeutral(_ text: String) -> Bool {
    isMissing(text) || observation(text, dimension: nil, factor: 1) != nil
  }

  private static let missing: Set<String> = [
    "", "-", "--", "---", "—", "–", "na", "n/a", "n.a.", "nan", "-nan", "#n/a", "#ref", "#ref!",
    "#div/0!", "#value!", "#num!", "#name?", "#null!", "#n/a n/a", "null", "none", "nil", "inf",
    "-inf", "+inf", "infinity", "-infinity", "overflow", "ovf", "ol", "ovld", "?", "x", "nd",
    "n.d.",
  ]

  /// `> 5 V`, `<10k`, `3..4`, `1.2 MΩ` as an observation in SI; nil where the text is something else.
  ///
  /// - Parameters:
  ///   - dimension: what is measured; a unit in the cell must be of it. Nil takes any.
  ///   - factor: what a number without a unit is multiplied with.
  static func observation(_ text: String, dimension: MeasuredDimension?, factor: Double)
    -> Observation?
  {
    if text.utf8.count > 64 { return nil }
    var rest = text[...].drop(while: \.isWhitespace)
    guard let first = rest.first else { return nil }
    switch first {
    case ">", "≥", "<", "≤":
      rest = rest.dropFirst()
      if rest.first == "=" { rest = rest.dropFirst() }
      guard let value = quantity(rest, dimension: dimension, factor: factor) else { return nil }
      return first == ">" || first == "≥" ? .above(value) : .below(value)
    default:
      if let dots = rest.firstRange(of: "..") {
        guard let low = quantity(rest[..<dots.lowerBound], dimension: dimension, factor: factor),
          let high = quantity(
            rest[dots.upperBound...].drop { $0 == "." }, dimension: dimension, factor: factor)
        else { return nil }
        return low < high ? .between(low, high) : low == high ? .exact(low) : nil
      }
      return quantity(rest, dimension: dimension, factor: factor).map { .exact($0) }
    }
  }

  /// A number with or without prefix and unit.
  static func quantity(
    _ text: Substring, dimension: MeasuredDimension?, factor: Double
  ) -> Double? {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    if let value = DecimalNumber.parse(text) { return MeasuredUnit.scale(value, by: factor) }
    let isPart: (Character) -> Bool = {
      $0.isASCII && $0.isNumber || $0 == "." || $0 == "-" || $0 == "+" || $0 == "e" || $0 == "E"
    }
    var number = text.prefix(while: isPart)
    while let last = number.last, !(last.isNumber || last == ".") { number.removeLast() }
    guard !number.isEmpty, let value = DecimalNumber.parse(number) else { return nil }
    let suffix = text[number.endIndex...]
    if suffix.count > 12 { return nil }
    if let unit = MeasuredUnit.parse(suffix, expecting: dimension) {
      guard unit.dimension != .other, dimension == nil || unit.dimension == dimension else {
        return nil
      }
      return MeasuredUnit.scale(value, by: unit.factor)
    }
    return MeasuredUnit.factor(suffix).map { MeasuredUnit.scale(value, by: $0) }
  }

  /// The flags that the words of a cell state, in no particular order; nil where a word is unknown.
  static func flags(_ text: String) -> [CycleFlag]? {
    if text.utf8.count > 200 { return nil }
    let whole = letters(text)
    if let flag = words[whole] { return [flag] }
    var flags: [CycleFlag] = []
    for word in text.split(whereSeparator: { $0 == " " || $0 == ";" || $0 == "," || $0 == "|" }) {
      guard let flag = CycleFlag(rawValue: word.lowercased()) ?? words[letters(word)] else {
        return nil
      }
      flags.append(flag)
    }
    return flags.isEmpty ? nil : flags
  }

  private static func letters(_ text: some StringProtocol) -> String {
    String(text.lowercased().filter(\.isLetter))
  }

  private static let words: [String: CycleFlag] = {
    let words: [(CycleFlag, String)] = [
      (
        .notSwitched,
        "notswitched noset neverswitched didnotswitch unswitched notset noswitching neverset noswitch nonswitching"
      ),
      (.alreadyOn, "alreadyon alwayson initiallyon on wason conducting"),
      (.short, "short shorted shortcircuit"), (.open, "open opencircuit opened alwaysopen"),
      (.noReset, "noreset notreset neverreset stuckon stuckatlrs stuckinlrs stucklrs didnotreset"),
      (.plateau, "plateau"), (.noisy, "noisy noise"), (.partial, "partial"),
      (.volatile, "volatile"),
    ]
    var table: [String: CycleFlag] = [:]
    for (flag, names) in words {
      for name in names.split(separator: " ") { table[String(name)] = flag }
    }
    return table
  }()
}
