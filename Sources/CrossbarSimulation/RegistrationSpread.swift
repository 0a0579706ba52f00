internal import CrossbarCore
internal import CrossbarDevices

/// What the registration of the gold against the silver does to the junctions of sampled arrays.
///
/// An array has one shift: along x and along y independent normal numbers of standard deviation ``sigma``, cut off at
/// ``limit``, from Philox4x64-10 with key (seed, 0x5245_4749_5354) at counter (array, 0, 0, 0). A junction's area then is
/// another; its high-resistive state conducts in proportion (the current through the film), its low-resistive state, a
/// filament's, does not change, and a junction without area is open.
public struct RegistrationSpread: Sendable {
  /// Standard deviation along either axis, nanometres.
  public let sigma: Double
  /// Largest shift along either axis, nanometres; a whole number of steps.
  public let limit: Int
  /// Distance of the shifts that areas are known for.
  private let step: Int
  /// Area ÷ nominal area of even and odd columns, row by row of shifts along y, each along x.
  private let factors: [(even: Double, odd: Double)]
  private let side: Int

  /// Tabulates the areas.
  ///
  /// - Parameters:
  ///   - sigma: standard deviation along either axis, nm.
  ///   - limit: largest shift along either axis, nm.
  ///   - areas: area ÷ nominal area of the junctions in even and in odd columns, the gold shifted by x and y, nm.
  public init(
    sigma: Double, limit: Int, areas: (_ x: Int, _ y: Int) -> (even: Double, odd: Double)
  ) {
    let count = 10
    let step = max(1, (limit + count - 1) / count)
    self.sigma = sigma
    self.step = step
    self.limit = step * count
    side = 2 * count + 1
    var table: [(even: Double, odd: Double)] = []
    for y in -count...count {
      for x in -count...count { table.append(areas(x * step, y * step)) }
    }
    factors = table
  }

  /// Whether no shift changes any area.
  public var isFlat: Bool { factors.allSatisfy { $0.even == 1 && $0.odd == 1 } }

  /// The shift of an array, nm, a whole number of steps.
  public func shift(array: Int, seed: UInt64) -> (x: Int, y: Int) {
    let words = Philox4x64(seed: seed, stream: 0x5245_4749_5354).words(at: (UInt64(array), 0, 0, 0))
    func along(_ word: UInt64) -> Int {
      let drawn = sigma * PortableMath.normalQuantile(Philox4x64.unitInterval(word))
      let steps = (drawn / Double(step)).rounded()
      return Int(max(-Double(limit / step), min(Double(limit / step), steps))) * step
    }
    return (along(words.0), along(words.1))
  }

  /// Area ÷ nominal area of the junctions of an array.
  public func areas(array: Int, seed: UInt64) -> (even: Double, odd: Double) {
    let (x, y) = shift(array: array, seed: seed)
    return factors[(y + limit) / step * side + (x + limit) / step]
  }
}

extension DeviceSample {
  /// The device with another junction area: what it conducts in the high-resistive state is in proportion. Of no area it
  /// conducts a millionth and never switches.
  func scaled(area: Double) -> DeviceSample {
    if area == 1 { return self }
    var scaled = self
    scaled.rHRS = rHRS / max(area, 1e-6)
    if area <= 0 {
      scaled.rLRS = scaled.rHRS
      scaled.vSet = 1e6
    }
    return scaled
  }
}
