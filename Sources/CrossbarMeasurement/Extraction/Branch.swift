internal import CrossbarCore

/// One leg of a sweep as a curve: current against the magnitude of the voltage, which ascends strictly.
///
/// Samples at one voltage are one point. So are as many neighbours as it takes for the voltage's noise to average out
/// between points, and neighbours in legs of more than 4000 samples; ``samples`` leads back to the single ones.
struct Branch: Sendable {
  /// Volts, magnitude, ascending.
  var voltages: [Double] = []
  /// Amperes, positive along the voltage.
  var currents: [Double] = []
  /// The samples behind each point, in the order of time.
  var samples: [Range<Int>] = []
  /// ln of the voltages and of the currents; −∞ of a current that is not positive.
  private(set) var logVoltages: [Double] = []
  private(set) var logCurrents: [Double] = []
  /// See ``additiveNoise()``.
  private(set) var noise = 0.0
  /// See ``firstClear``; only points from it on tell states apart.
  private(set) var clear = 0

  var count: Int { voltages.count }

  /// - Parameter sign: by which the current is multiplied to be positive along the voltage's magnitude.
  init(_ leg: SweepLeg, of sweep: SweepSamples, sign: Double) {
    let apart = 1e-6 * sweep.extent
    let number = leg.samples.count
    let step =
      abs(sweep.voltage[leg.samples.upperBound - 1] - sweep.voltage[leg.samples.lowerBound])
      / Double(number)
    // Means of m samples are m steps apart and σ/√m uncertain: four times that apart at m^3/2 = 4σ/step.
    var most = number > 4000 ? number / 2000 : 1
    while sweep.voltageNoise > 0, most * 5 < number,
      Double(most * most * most).squareRoot() * step < 4 * sweep.voltageNoise
    { most += 1 }
    voltages.reserveCapacity(number / most + 1)
    currents.reserveCapacity(number / most + 1)
    samples.reserveCapacity(number / most + 1)
    var index = leg.samples.lowerBound
    while index < leg.samples.upperBound {
      let start = index
      let anchor = sweep.voltage[start].magnitude
      var beyond = 0.0
      var sum = 0.0
      while index < leg.samples.upperBound {
        let distance = sweep.voltage[index].magnitude - anchor
        if index > start, distance.magnitude > apart, index - start >= most { break }
        beyond += distance
        sum += sweep.current[index]
        index += 1
      }
      let size = Double(index - start)
      append(
        voltage: anchor + beyond / size, current: sign * sum / size, samples: start..<index,
        isOutward: leg.isOutward)
    }
    if !leg.isOutward {
      voltages.reverse()
      currents.reverse()
      samples.reverse()
    }
    let zeros = zeros(extent: sweep.extent)
    voltages.removeFirst(zeros)
    currents.removeFirst(zeros)
    samples.removeFirst(zeros)
    logVoltages = voltages.map(PortableMath.log)
    logCurrents = currents.map { $0 > 0 ? PortableMath.log($0) : -.infinity }
    noise = additiveNoise()
    clear = firstClear
  }

  /// Amperes below which a current tells nothing of the state: the floor, or six times the noise.
  func tellingCurrent(floor: Double) -> Double { max(floor, 6 * noise) }

  /// A point that does not go on in the leg's direction is noise of the voltage, and joins the one before.
  private mutating func append(
    voltage: Double, current: Double, samples range: Range<Int>, isOutward: Bool
  ) {
    if let last = voltages.last, isOutward ? voltage <= last : voltage >= last {
      let earlier = Double(samples[count - 1].count)
      let share = Double(range.count) / (earlier + Double(range.count))
      currents[count - 1] += share * (current - currents[count - 1])
      samples[count - 1] = samples[count - 1].lowerBound..<range.upperBound
      return
    }
    voltages.append(voltage)
    currents.append(current)
    samples.append(range)
  }

  /// ln of the current at a voltage inside the branch, currents below the floor (given as its ln) counting as the floor.
  func logCurrent(at voltage: Double, logFloor: Double) -> Double? {
    guard let first = voltages.first, let last = voltages.last, voltage >= first * (1 - 1e-6),
      voltage <= last * (1 + 1e-6)
    else { return nil }
    var low = 0
    var high = count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if voltages[middle] <= voltage { low = middle } else { high = middle }
    }
    let left = max(logCurrents[low], logFloor)
    if high == low { return left }
    let right = max(logCurrents[high], logFloor)
    let share = (voltage - voltages[low]) / (voltages[high] - voltages[low])
    return left + min(max(share, 0), 1) * (right - left)
  }
}
