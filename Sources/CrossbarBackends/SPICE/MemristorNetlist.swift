internal import CrossbarCore
internal import CrossbarDevices

/// The compact model as a subcircuit, the same for every dialect; ``CompactModel`` states its equations.
///
/// The weight w and the two rates are nodes of their own, which each evaluation then works out once (1.7 times as fast in
/// ngspice). The square root stays inside its logarithm: a node for R_H goes negative during Newton's iterations.
struct MemristorNetlist {
  private typealias E = NetlistExpression

  let device: Device
  /// Whether the dialect has a noise source of the time domain; without it the deck's reads are free of noise.
  let hasNoise: Bool

  /// `memristor ag au x`.
  var memristor: Subcircuit {
    Subcircuit(
      name: "memristor", ports: ["ag", "au", "x"], parameters: parameters,
      body: body + [
        .current("Bx", "0", "x", 0.001 * "mob" * free + 0.001 * (1 - "mob") / "trel" * rest)
      ])
  }

  /// `memristor_wear ag au x y`: a second state, the switching cycles so far over nend; nil where no endurance is known.
  var worn: Subcircuit? {
    guard device.enduranceCycles < .max else { return nil }
    let rate = E.v("dx")
    let sum = rate + .sqrt(rate * rate + 1e-6) - 0.001
    // The comments of the shared ones stand above `memristor`.
    var parameters = parameters.map { NetlistParameter($0.name, $0.value) }
    parameters.append(
      NetlistParameter(
        "nend", .number(Double(device.enduranceCycles)),
        "1    >= 1      switching cycles until it is stuck in its LRS; endurance_cycles"))
    return Subcircuit(
      name: "memristor_wear", ports: ["ag", "au", "x", "y"], parameters: parameters,
      body: body.map(wornReset) + [
        .voltage("Bd", "dx", "0", "mob" * free + (1 - "mob") / "trel" * rest),
        .current("Bx", "0", "x", 0.001 * rate),
        .capacitor("Cy", "y", "0", 0.001, initial: 0),
        .current("By", "0", "y", 0.001 * sum / (2 * "nend")),
        .resistor("Ry", "y", "0", 1e12),
      ])
  }

  /// The rate of RESET falls to zero behind the last cycle.
  private func wornReset(_ item: NetlistItem) -> NetlistItem {
    guard case .voltage("Br", let a, let b, let rate) = item else { return item }
    let turn = E.tanh((.v("y") - 1 - 0.5 / "nend") * 10 * "nend")
    return .voltage("Br", a, b, rate * (1 - turn) / 2)
  }

  private var parameters: [NetlistParameter] {
    let c = device.constants
    let model = CompactModel(device)
    var list = DeviceQuantity.allCases.map { quantity in
      NetlistParameter(
        quantity.parameter, .number(device.statistics[quantity].median.roundedToSixDigits),
        Self.comment(
          quantity.unit == "ohm" ? "Ohm" : "V", "> 0",
          "\(Self.meaning(quantity)); statistics.\(quantity.rawValue), median"))
    }
    func add(
      _ name: String, _ value: Double, _ unit: String, _ range: String, _ meaning: String
    ) {
      list.append(NetlistParameter(name, .number(value), Self.comment(unit, range, meaning)))
    }
    let file = "compact_model."
    add("vrd", c.readReference, "V", "> 0", "where rhrs is meant; \(file)read_reference_v")
    add("vd", c.smoothing, "V", "> 0", "smoothing of |V| near zero; \(file)smoothing_v")
    add("tth", c.thresholdTime, "s", "> 0", "switching at the threshold; \(file)threshold_time_s")
    add("tmin", c.minimumTime, "s", "> 0", "shortest switching time; \(file)minimum_time_s")
    add("va", c.slopeAbove, "V", "> 0", "slope of the time above vset; \(file)slope_above_v")
    add(
      "vbs", model.slopeBelowSet, "", "> 0",
      "slope below vset as its share; \(file)slope_below_v over the median of vset")
    add(
      "vbr", model.slopeBelowReset, "", "> 0",
      "slope below vrst as its share; \(file)slope_below_v over the median of vrst")
    add("eta", c.feedback, "", "0 ... 1", "share of vset a filament spares; \(file)feedback")
    add(
      "trel", c.relaxationTime, "s", "> 0", "relaxation of weak filaments; \(file)relaxation_time_s"
    )
    add("ulim", c.overdriveBound, "V", "> 0", "bound of the overdrive; \(file)overdrive_bound_v")
    add("cp", c.capacitance, "F", "> 0", "capacitance of the junction; \(file)capacitance_f")
    add(
      "xc", model.unstableState, "", "0 ... 1", "unstable state; from \(file)non_volatile_current_a"
    )
    add("mob", 1, "", "0 ... 1", "1 switches, 0 is stuck at x0; of this instance")
    add(
      "x0", device.operation.initialState == .hrs ? 0 : 1, "", "0 ... 1",
      "state at time 0 and at rest; operation.initial_state")
    if let t = c.temperature {
      let section = "\(file)temperature."
      add(
        "tdev", device.operation.temperature, "C", "> -273",
        "of this memristor, whatever the circuit's; operation.temperature_c")
      add("tnom", t.reference, "C", "> -273", "where the statistics hold; \(section)reference_c")
      add("tcl", t.lowCoefficient, "1/K", "-1 ... 1", "coefficient of rlrs; \(section)lrs_per_k")
      add("eah", t.highActivation, "eV", ">= 0", "of the HRS; \(section)hrs_activation_ev")
      add(
        "eas", t.switchingActivation, "eV", ">= 0",
        "of switching; \(section)switching_activation_ev")
    }
    if hasNoise, let noise = c.readNoise {
      add(
        "rn", noise.relative, "", ">= 0", "noise over current within bn; \(file)read_noise.relative"
      )
      add("bn", noise.bandwidth, "Hz", "> 0", "bandwidth of rn; \(file)read_noise.bandwidth_hz")
      add("noisy", 0, "", "0 or 1", "1 with read noise, 0 without; of this instance")
    }
    return list
  }

  private static func comment(_ unit: String, _ range: String, _ meaning: String) -> String {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(1, width - text.count))
    }
    return padded(unit.isEmpty ? "1" : unit, 5) + padded(range, 10) + meaning
  }

  private static func meaning(_ quantity: DeviceQuantity) -> String {
    switch quantity {
    case .vSet: "SET threshold"
    case .vReset: "RESET threshold, magnitude"
    case .rLRS: "low-resistive state"
    case .rHRS: "high-resistive state at vrd"
    }
  }

  /// Everything but the sources that move the state.
  private var body: [NetlistItem] {
    var items: [NetlistItem] = [
      .voltage("Bw", "w", "0", weight), .current("Bi", "ag", "au", current),
      .capacitor("Cj", "ag", "au", "cp", initial: nil),
      .voltage(
        "Bs", "ks", "0", rate(voltage - "vset" * (1 - "eta" * .v("w")), below: "vbs" * "vset")),
      .voltage("Br", "kr", "0", rate(-voltage - "vrst", below: "vbr" * "vrst")),
      .capacitor("Cx", "x", "0", 0.001, initial: "x0"), .resistor("Rx", "x", "0", 1e12),
    ]
    if hasNoise, device.constants.readNoise != nil {
      // Without noise one value is drawn and multiplied by zero.
      items.append(.noise("Vn", "n", "noisy", 0.5 / "bn" + (1 - "noisy") * 1e9))
    }
    return items
  }

  private var voltage: E { .v("ag", "au") }

  /// 3x² − 2x³ of x clamped to 0 … 1.
  private var weight: E {
    let x = E.min(.max(.v("x"), 0), 1)
    return x * x * (3 - 2 * x)
  }

  private var current: E {
    let temperature = device.constants.temperature
    var low: E = "rlrs"
    var high: E = "rhrs"
    var logLow = E.log("rlrs")
    if temperature != nil {
      let exponent = "tcl" * ("tdev" - "tnom")
      low = "rlrs" * .exp(exponent)
      logLow = (.log("rlrs") + exponent)
      high = "rhrs" * .exp("eah" * inverseTemperature)
    }
    let path =
      low + .max(high - low, 0) * "vrd" / .sqrt(voltage * voltage + "vd" * "vd")
    let steady = voltage * .exp(-(.v("w") * logLow) - (1 - .v("w")) * .log(path))
    guard hasNoise, device.constants.readNoise != nil else { return steady }
    return steady * (1 + "rn" * .v("n"))
  }

  /// (1/T − 1/T_n)/k, 1/eV.
  private var inverseTemperature: E {
    (1 / ("tdev" + .number(TemperatureDependence.zeroCelsius))
      - 1 / ("tnom" + .number(TemperatureDependence.zeroCelsius)))
      / .number(TemperatureDependence.boltzmann)
  }

  /// The temperature's factor on a rate.
  private func hastened(_ rate: E) -> E {
    device.constants.temperature == nil ? rate : rate * .exp(-("eas" * inverseTemperature))
  }

  private func rate(_ overdrive: E, below: E) -> E {
    let above = E.exp(-("ulim" / "va" * .tanh(overdrive / "ulim")))
    let slow = E.exp(-(100 * .tanh(overdrive / (100 * below))))
    return hastened(1 / ("tmin" + "tth" / 2 * (above + slow)))
  }

  /// dx/dt of a device that switches.
  private var free: E {
    let x = E.v("x")
    let bistable = hastened(x * (1 - x) * (x - "xc") / "trel")
    return .v("ks") * (1 - x) - .v("kr") * x + bistable
  }

  /// The way back of a stuck device, times its relaxation time.
  private var rest: E { hastened("x0" - .v("x")) }
}
