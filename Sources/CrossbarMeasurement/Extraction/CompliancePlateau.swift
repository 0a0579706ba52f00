/// The current compliance as the SET half shows it.
struct CompliancePlateau: Sendable {
  /// Amperes.
  var level: Double
  /// First point of the plateau on the branch out.
  var outStart: Int?
  /// Number of points of the branch back below the plateau.
  var backEnd: Int?

  /// Currents from this share of the level on are limited, or not told from limited ones.
  private static let share = 0.96

  /// - Parameter stated: the compliance in force as the file states it, amperes; else a run of at least four points
  ///   up to the largest voltage decides, within 4 % of its median while the voltage changes by a quarter or more.
  init?(of half: HalfCycle, stated: Double?) {
    if let stated, stated > 0 {
      let near =
        Self.count(half.out, near: stated, within: 0.03)
        + Self.count(half.back, near: stated, within: 0.03)
      if near < 3 { return nil }
      level = stated
    } else {
      guard let seen = Self.level(of: half.back) ?? Self.level(of: half.out) else { return nil }
      level = seen
    }
    let least = level * Self.share
    outStart = half.out.flatMap { branch in branch.currents.firstIndex { $0 >= least } }
    backEnd = half.back.flatMap { branch in branch.currents.firstIndex { $0 >= least } }
  }

  private static func count(_ branch: Branch?, near level: Double, within part: Double) -> Int {
    branch?.currents.reduce(0) { $0 + (($1 / level - 1).magnitude <= part ? 1 : 0) } ?? 0
  }

  private static func level(of branch: Branch?) -> Double? {
    guard let branch, branch.count >= 4 else { return nil }
    let currents = branch.currents
    let top = currents.suffix(max(4, branch.count / 50))
    guard var level = RobustScale.median(Array(top)), level > 0 else { return nil }
    var start = branch.count
    // The level of the few points at the top finds the run, whose median then finds its whole length.
    for _ in 0..<2 {
      start = branch.count
      while start > 0 {
        let isNear = (currents[start - 1] / level - 1).magnitude <= 0.04
        let isNextNear = start > 1 && (currents[start - 2] / level - 1).magnitude <= 0.04
        if !isNear && !isNextNear { break }
        start -= 1
      }
      guard branch.count - start >= 4, let run = RobustScale.median(Array(currents[start...]))
      else { return nil }
      level = run
    }
    guard branch.voltages[branch.count - 1] >= 1.25 * branch.voltages[start] else { return nil }
    return level
  }
}
