internal import CrossbarCore

/// A sequence of random numbers from the counter-based generator: word i of counter (⌊i/4⌋, index, 0, 0).
struct PhiloxStream {
  private let generator: Philox4x64
  private let index: UInt64
  private var counter: UInt64 = 0
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private var left = 0
  private var spareNormal: Double?

  init(seed: UInt64, stream: UInt64, index: UInt64) {
    generator = Philox4x64(seed: seed, stream: stream)
    self.index = index
  }

  mutating func word() -> UInt64 {
    if left == 0 {
      words = generator.words(at: (counter, index, 0, 0))
      counter += 1
      left = 4
    }
    left -= 1
    switch left {
    case 3: return words.0
    case 2: return words.1
    case 1: return words.2
    default: return words.3
    }
  }

  /// Strictly between 0 and 1.
  mutating func uniform() -> Double { Philox4x64.unitInterval(word()) }

  /// A whole number from 0 up to, but not including, `count`; every one equally likely to within 2⁻⁶⁴.
  mutating func integer(below count: Int) -> Int {
    Int(word().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// A standard normal number, by the polar method of Marsaglia (1964).
  mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let s = u * u + v * v
      if s < 1 && s > 0 {
        let factor = (-2 * PortableMath.log(s) / s).squareRoot()
        spareNormal = v * factor
        return u * factor
      }
    }
  }

  /// A gamma number of scale 1 (G. Marsaglia and W. W. Tsang, ACM Trans. Math. Softw. 26 (2000) 363).
  ///
  /// Shapes below 1 by that of shape + 1 times U^(1/shape), which may underflow to zero.
  mutating func gamma(shape: Double) -> Double {
    if shape < 1 {
      let boost = PortableMath.exp(PortableMath.log(uniform()) / shape)
      return gamma(shape: shape + 1) * boost
    }
    let d = shape - 1 / 3.0
    let c = 1 / (9 * d).squareRoot()
    while true {
      let z = normal()
      let root = 1 + c * z
      if root <= 0 { continue }
      let v = root * root * root
      let u = uniform()
      let square = z * z
      if u < 1 - 0.0331 * square * square { return d * v }
      if PortableMath.log(u) < 0.5 * square + d * (1 - v + PortableMath.log(v)) { return d * v }
    }
  }

  /// A number from a distribution.
  mutating func draw(_ distribution: ParametricDistribution) -> Double {
    switch distribution {
    case .lognormal(let mu, let sigma): PortableMath.exp(mu + sigma * normal())
    case .normal(let mean, let sigma): mean + sigma * normal()
    case .weibull(let shape, let scale):
      scale * PortableMath.exp(PortableMath.log(-PortableMath.log(uniform())) / shape)
    case .gamma(let shape, let scale): scale * gamma(shape: shape)
    }
  }

  /// Shuffles in place (Fisher and Yates).
  mutating func shuffle<Element>(_ list: inout [Element]) {
    for i in stride(from: list.count - 1, to: 0, by: -1) {
      list.swapAt(i, integer(below: i + 1))
    }
  }
}
