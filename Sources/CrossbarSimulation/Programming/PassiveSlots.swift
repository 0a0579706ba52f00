internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices

/// One device of a passive crossbar in slots of equal length: an idle gap, an edge, the flat top, an edge.
struct PassiveSlots {
  let model: CompactModel
  let device: DeviceSample
  let resetShare: Double
  /// Times of a slot, s.
  let gap: Double
  let edge: Double
  let top: Double

  /// Rates below this, times a duration, leave a wholly formed or dissolved state as it is.
  static let negligible = 1e-9
  private static let tolerance = 1e-6

  var length: Double { gap + 2 * edge + top }

  /// The state after one slot with a flat top at `level`, V, silver against gold.
  func pulse(_ state: Double, _ level: Double) -> Double {
    if isStill(state, for: length, level) { return state }
    var x = state
    if !isStill(x, for: gap, 0) { ramp(&x, from: 0, to: 0, over: gap) }
    ramp(&x, from: 0, to: level, over: edge)
    ramp(&x, from: level, to: level, over: top)
    ramp(&x, from: level, to: 0, over: edge)
    return Self.snapped(x)
  }

  /// The nearest end, 0 or 1, of a state within 10⁻⁹ of it: both ends are all but stable.
  private static func snapped(_ x: Double) -> Double { x < 1e-9 ? 0 : x > 1 - 1e-9 ? 1 : x }

  /// The state after a time at 0 V.
  func rest(_ state: Double, for time: Double) -> Double {
    if time == 0 || isStill(state, for: time, 0) { return state }
    return Self.snapped(model.stateAtRest(state, after: Seconds(time), device: device))
  }

  /// Whether a level that lasts a time cannot move a state that is wholly formed or dissolved.
  func isStill(_ x: Double, for time: Double, _ level: Double) -> Bool {
    if device.mobility == 0 { return true }
    if x <= 1e-12 {
      return model.setRate(max(level, 0), state: 0, device: device) * time < Self.negligible
    }
    if x >= 1 - 1e-9 {
      return resetShare * model.resetRate(min(level, 0), device: device) * time < Self.negligible
    }
    return false
  }

  /// Integrates while the voltage runs straight from one level to another.
  func ramp(_ x: inout Double, from: Double, to: Double, over time: Double) {
    ScalarIntegration.advance(
      &x, over: time, firstStep: min(time, 1e-4), tolerance: Self.tolerance
    ) { at, state in
      model.stateDerivative(
        from + (to - from) * (at / time), state: state, device: device, resetShare: resetShare)
    } until: { step in
      from == to && (step.x1 < 1e-9 || step.x1 > 1 - 1e-9)
        && step.slope1.magnitude * (time - step.time1) < Self.negligible
    }
  }
}
