internal import CrossbarCore
public import CrossbarDevices

/// Fits the constants of the compact model to the switching times, thresholds and currents of a device.
public enum ModelFit {
  /// A constant whose change by a factor of e, the others following as well as they can, moves the residuals by less
  /// than this is not determined by the targets.
  static let leastSensitivity = 0.1

  /// Fits.
  ///
  /// The targets are the `switching` block of the device, the pulses of `tables`, sweeps of a tenth of the threshold a
  /// second that must switch at the threshold within 5 % (for the median device and those 2 σ from it), and reads that
  /// must not move the state by 10⁻⁶. Least squares on logarithms of times, one-sided for bounds, start from the
  /// constants of the device; what the targets do not determine stays as it is where that meets them as well.
  ///
  /// - Parameter onEvent: receives one line a pass, for progress.
  public static func run(
    _ device: Device, tables: [PulseTable] = [], onEvent: (String) -> Void = { _ in }
  ) -> ModelFitResult {
    let targets = ModelTargets(device, tables: tables)
    var start = device.constants
    if let junction = device.switching?.junction {
      start.capacitance = junction.capacitance.roundedToSixDigits
    }
    onEvent("fitting the constants of the compact model")
    let search = ModelSearch(targets: targets, start: start)
    let found = search.run()
    onEvent("finding the ranges in which the targets hold")
    let behaviour = targets.measure(found.constants)
    let outcomes = targets.outcomes(behaviour)
    let findings = FittedConstant.allCases.map { constant in
      ModelFitResult.Finding(
        constant: constant, before: constant[device.constants], after: constant[found.constants],
        sensitivity: found.sensitivities[constant],
        range: search.range(of: constant, around: found.constants, keeping: outcomes))
    }
    var fitted = device
    fitted.constants = found.constants
    return ModelFitResult(
      base: device, device: fitted, findings: findings,
      before: targets.outcomes(targets.measure(device.constants)), outcomes: outcomes,
      persistenceCurrent: targets.persistenceCurrent(found.constants),
      files: zip(FileNames.shortest(tables.map(\.file)), tables).map {
        ModelFitResult.File(name: $0, pulses: $1.pulses.count)
      })
  }
}

/// Finds the constants; see ``ModelFit/run(_:tables:onEvent:)``.
struct ModelSearch {
  let targets: ModelTargets
  let start: CompactModelConstants

  struct Found {
    var constants: CompactModelConstants
    /// Of the constants that were free.
    var sensitivities: [FittedConstant: Double]
  }

  private let squares = LeastSquares()

  /// All constants but a feedback of zero, which means that there is none.
  private var free: [FittedConstant] {
    FittedConstant.allCases.filter { $0 != .feedback || start.feedback > 0 }
  }

  func run() -> Found {
    let anchor = free.map { $0.free($0[start]) }
    var best = squares.minimise(anchor, towards: anchor) { residuals($0, of: free, in: start) }
    if best.cost > Self.goodCost {
      for shift in Self.shifts {
        let begin = zip(free, anchor).map { $1 + (shift[$0] ?? 0) }
        let other = squares.minimise(begin, towards: anchor) {
          residuals($0, of: free, in: start)
        }
        if other.cost < best.cost * 0.99 { best = other }
      }
    }
    let sensitivities = best.sensitivities(pull: squares.pull)
    var found = Found(
      constants: constants(best.parameters, of: free, in: start),
      sensitivities: Dictionary(uniqueKeysWithValues: zip(free, sensitivities)))
    // One after another, what is determined least returns to its start if the others can follow.
    var names = free
    var parameters = best.parameters
    for index in free.indices.sorted(by: { (sensitivities[$0], $0) < (sensitivities[$1], $1) }) {
      guard let place = names.firstIndex(of: free[index]) else { continue }
      var fewer = names
      fewer.remove(at: place)
      parameters.remove(at: place)
      let anchors = fewer.map { $0.free($0[start]) }
      let rest = squares.minimise(parameters, towards: anchors) {
        residuals($0, of: fewer, in: start)
      }
      let kept = constants(rest.parameters, of: fewer, in: start)
      guard rest.cost <= best.cost * 1.01 + 1e-4, met(kept) >= met(found.constants) else {
        parameters = names.map { $0.free($0[found.constants]) }
        continue
      }
      names = fewer
      parameters = rest.parameters
      found.constants = kept
    }
    // Residuals can be bought with bounds: a fit that loses targets is none.
    if met(found.constants) < met(start) { found.constants = start }
    return found
  }

  /// A cost that other starts need not improve.
  private static let goodCost = 1e-3

  /// Other starts, as changes of free parameters.
  private static let shifts: [[FittedConstant: Double]] = [
    [.thresholdTime: -3, .minimumTime: -3], [.thresholdTime: 3],
    [.slopeAbove: -0.7], [.slopeAbove: 0.7, .thresholdTime: 1], [.slopeBelow: -1, .feedback: 1],
  ]

  private func constants(
    _ parameters: [Double], of names: [FittedConstant], in base: CompactModelConstants
  ) -> CompactModelConstants {
    var constants = base
    for (name, parameter) in zip(names, parameters) {
      // A parameter that did not move keeps its constant to the last digit.
      if parameter == name.free(name[base]) { continue }
      name.assign(name.value(parameter), in: &constants)
    }
    return constants
  }

  private func residuals(
    _ parameters: [Double], of names: [FittedConstant], in base: CompactModelConstants
  ) -> [Double] {
    var constants = base
    for (name, parameter) in zip(names, parameters) {
      constants[keyPath: name.path] = name.value(parameter)
    }
    return targets.residuals(targets.measure(constants))
  }

  private func met(_ constants: CompactModelConstants) -> Int {
    targets.outcomes(targets.measure(constants)).count(where: \.isMet)
  }

  /// The values of one constant, all others fixed, at which every target that is met stays met; each end as far as a
  /// factor of a thousand or the constant's own range, to about 1 %.
  func range(
    of constant: FittedConstant, around constants: CompactModelConstants,
    keeping outcomes: [TargetOutcome]
  ) -> ModelFitResult.Span? {
    guard free.contains(constant) else { return nil }
    let center = constant.free(constant[constants])
    func holds(_ free: Double) -> Bool {
      var changed = constants
      changed[keyPath: constant.path] = constant.value(free)
      let now = targets.outcomes(targets.measure(changed))
      return zip(outcomes, now).allSatisfy { !$0.isMet || $1.isMet }
    }
    func end(_ direction: Double) -> (value: Double, isOpen: Bool) {
      var inside = 0.0
      var outside = 0.1
      while holds(center + direction * outside) {
        inside = outside
        outside *= 2
        let value = constant.value(center + direction * outside)
        if outside > 7 || value == constant.range.lowerBound || value == constant.range.upperBound {
          return (constant.value(center + direction * inside), true)
        }
      }
      while outside - inside > 0.01 {
        let middle = (inside + outside) / 2
        if holds(center + direction * middle) { inside = middle } else { outside = middle }
      }
      return (constant.value(center + direction * inside), false)
    }
    let low = end(-1)
    let high = end(1)
    return ModelFitResult.Span(
      low: low.value, high: high.value, isLowOpen: low.isOpen, isHighOpen: high.isOpen)
  }
}
