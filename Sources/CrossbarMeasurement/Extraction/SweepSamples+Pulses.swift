extension SweepSamples {
  /// A pulsed sweep returns to 0 V after every step; only the tops of its pulses are the sweep.
  mutating func keepPulseTops() {
    let extent = voltage.reduce(0) { max($0, $1.magnitude) }
    if extent == 0 || voltage.count < 16 { return }
    var tops: [Int] = []
    var flat = 0
    var baseCount = 0
    var index = 0
    while index < voltage.count {
      if voltage[index].magnitude <= 1e-3 * extent {
        baseCount += 1
        index += 1
        continue
      }
      var least = voltage[index]
      var most = least
      let start = index
      while index < voltage.count, voltage[index].magnitude > 1e-3 * extent {
        least = min(least, voltage[index])
        most = max(most, voltage[index])
        index += 1
      }
      tops.append(index - 1)
      if most - least <= 0.05 * max(most.magnitude, least.magnitude) { flat += 1 }
      // A pulse is short; a sweep between two zeros is not.
      if index - start > voltage.count / 4 { return }
    }
    if tops.count < 8 || baseCount < tops.count - 1 || flat * 10 < tops.count * 8 { return }
    voltage = tops.map { voltage[$0] }
    current = tops.map { current[$0] }
    rows = tops.map { rows[$0] }
  }
}
