internal import CrossbarCore

/// How far the branch back lies above and below the branch out, in natural logarithms of the current.
struct BranchLoop: Sendable {
  /// Largest excess of the way back that three successive points share; 0 or more.
  var up = 0.0
  /// Largest deficit of the way back that three successive points share; 0 or more.
  var down = 0.0

  init(out: Branch, back: Branch, floor: Double) {
    let logFloor = PortableMath.log(
      max(3 * floor, out.tellingCurrent(floor: floor), back.tellingCurrent(floor: floor)))
    var recent: [Double] = []
    for k in out.clear..<max(out.clear, out.count) {
      guard let other = back.logCurrent(at: out.voltages[k], logFloor: logFloor) else { continue }
      let difference = other - max(out.logCurrents[k], logFloor)
      if recent.count == 3 { recent.removeFirst() }
      recent.append(difference)
      guard recent.count == 3, let least = recent.min(), let most = recent.max() else { continue }
      up = max(up, least)
      down = max(down, -most)
    }
  }
}
