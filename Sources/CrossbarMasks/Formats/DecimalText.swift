/// Numbers as mask files write them, refused in any other spelling.
enum DecimalText {
  /// A whole number of at most ten digits with an optional minus.
  static func integer(_ text: Substring) -> Int? {
    let digits = text.first == "-" ? text.dropFirst() : text
    guard (1...10).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return Int(text)
  }

  /// A decimal number of millimetres of at most four digits before and six after the point, as nanometres.
  static func nanometres(_ text: Substring) -> Int? {
    let isNegative = text.first == "-"
    let parts = (isNegative ? text.dropFirst() : text)
      .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, (1...4).contains(whole.utf8.count),
      whole.utf8.count == 1 || whole.first != "0", var value = integer(whole), value >= 0
    else { return nil }
    let rest = parts.count == 2 ? parts[1] : ""
    if parts.count == 2 {
      guard (1...6).contains(rest.utf8.count), rest.first != "-" else { return nil }
    }
    value *= 1_000_000
    if !rest.isEmpty {
      guard var fraction = integer(rest) else { return nil }
      for _ in rest.utf8.count..<6 { fraction *= 10 }
      value += fraction
    }
    return isNegative ? -value : value
  }
}
