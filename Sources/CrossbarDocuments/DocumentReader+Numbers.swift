internal import CrossbarCore

extension DocumentMapping {
  /// A list of finite numbers inside `range`.
  ///
  /// - Parameters:
  ///   - value: the list.
  ///   - path: its name in findings.
  ///   - count: how many numbers it must hold; any where nil.
  /// - Returns: nil, with findings, where anything else stands there.
  public func numbers(
    _ value: DocumentValue, path: String, count: Int? = nil, in range: ClosedRange<Double>
  ) -> [Double]? {
    let wanted = "\(count.map { "\($0) " } ?? "")numbers"
    guard case .sequence(let elements) = value.content else {
      report("document/type", "\(path) must be a list of \(wanted)", line: value.line)
      return nil
    }
    if let count, elements.count != count {
      report(
        "document/count", "\(path) holds \(elements.count) values; it must be a list of \(wanted)",
        line: value.line)
      return nil
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      guard case .scalar(let text, isQuoted: false) = element.content, let number = Double(text),
        range.contains(number)
      else {
        report(
          "document/range",
          "\(path)[\(index)] must be a number between \(range.lowerBound) and \(range.upperBound)",
          line: element.line)
        return nil
      }
      numbers.append(number)
    }
    return numbers
  }

  /// An interval `[low, high]` around a value, or nil where the key is absent or, with a finding, wrong.
  ///
  /// - Parameters:
  ///   - value: what the interval must hold; not compared where nil.
  ///   - name: what that value is called in findings.
  public func interval(
    _ key: String, around value: Double?, name: String, in range: ClosedRange<Double>
  ) -> ClosedRange<Double>? {
    guard contains(key), let list = self.value(key) else { return nil }
    let path = self.path.isEmpty ? key : "\(self.path).\(key)"
    guard let ends = numbers(list, path: path, count: 2, in: range) else { return nil }
    guard ends[0] <= ends[1] else {
      report(
        "document/interval", "\(path) runs from \(ends[0]) down to \(ends[1])", line: list.line,
        help: "the lower end stands first")
      return nil
    }
    if let value, !(ends[0]...ends[1]).contains(value) {
      report(
        "document/interval",
        "\(path) runs from \(ends[0]) to \(ends[1]) and does not hold \(name), \(value)",
        line: list.line)
      return nil
    }
    return ends[0]...ends[1]
  }

  /// Accepts a key whose content is kept for people: a mapping of anything. Absent or null is as good.
  public func notes(_ key: String) {
    guard let value = value(key) else { return }
    switch value.content {
    case .mapping, .scalar("", isQuoted: false), .scalar("null", isQuoted: false),
      .scalar("~", isQuoted: false):
      return
    default:
      report(
        "document/type", "\(path.isEmpty ? key : "\(path).\(key)") must be a mapping",
        line: value.line)
    }
  }
}
