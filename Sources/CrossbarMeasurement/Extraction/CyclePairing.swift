/// Which halves of a device make its cycles: a SET and the RESET that follows it.
struct CyclePairing {
  /// Indices of the halves.
  var cycles: [(set: Int?, reset: Int?)] = []
  private var pending: Int?

  /// The order in which a device's traces were measured: by run where they state one, else as given; traces without a
  /// run stand before or after the numbered ones as they do in the files.
  static func order(_ traces: [Int], run: (Int) -> Int?) -> [Int] {
    let numbered = traces.filter { run($0) != nil }
    guard let first = numbered.first else { return traces }
    let before = traces.prefix { $0 != first }
    let after = traces.drop { $0 != first }.filter { run($0) == nil }
    let sorted = numbered.enumerated().sorted { left, right in
      let (a, b) = (run(left.element) ?? 0, run(right.element) ?? 0)
      return a != b ? a < b : left.offset < right.offset
    }
    return before + sorted.map(\.element) + after
  }

  /// - Parameters:
  ///   - halves: of one device, in the order of measurement.
  ///   - setIsPositive: the polarity of its SET.
  ///   - run: of a trace by its index.
  init(_ halves: [HalfCycle], setIsPositive: Bool, run: (Int) -> Int?) {
    // Traces of one polarity are halves kept apart; they pair within their run only.
    var sides: [Int: Set<Bool>] = [:]
    for half in halves { sides[half.trace, default: []].insert(half.isPositive) }
    var index = 0
    while index < halves.count {
      let isApart = sides[halves[index].trace]?.count == 1
      var end = index
      while end < halves.count, (sides[halves[end].trace]?.count == 1) == isApart,
        !isApart || run(halves[end].trace) == run(halves[index].trace)
      { end += 1 }
      let block = index..<end
      let isSet = { (half: Int) in halves[half].isPositive == setIsPositive }
      if isApart {
        flush()
        let sets = block.filter(isSet)
        let resets = block.filter { !isSet($0) }
        if let last = sets.last, let first = resets.first, last < first {
          // All SETs, then all RESETs: the n-th belongs to the n-th.
          for number in 0..<max(sets.count, resets.count) {
            cycles.append(
              (
                number < sets.count ? sets[number] : nil,
                number < resets.count ? resets[number] : nil
              ))
          }
        } else if let last = resets.last, let first = sets.first, last < first,
          run(halves[index].trace) != nil || sets.count == resets.count
        {
          // The files of the RESETs came first.
          for number in 0..<max(sets.count, resets.count) {
            cycles.append(
              (
                number < sets.count ? sets[number] : nil,
                number < resets.count ? resets[number] : nil
              ))
          }
        } else {
          for half in block { follow(half, isSet: isSet(half)) }
        }
        flush()
      } else {
        for half in block {
          // The way back to 0 V of a RESET whose way out is not in the data is no cycle of its own.
          if !isSet(half), pending == nil, halves[half].out == nil { continue }
          follow(half, isSet: isSet(half))
        }
      }
      index = end
    }
    flush()
  }

  private mutating func follow(_ half: Int, isSet: Bool) {
    if isSet {
      flush()
      pending = half
    } else {
      cycles.append((pending, half))
      pending = nil
    }
  }

  private mutating func flush() {
    if pending != nil { cycles.append((pending, nil)) }
    pending = nil
  }
}
