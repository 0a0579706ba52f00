/// Elementary functions whose results are the same bits on every machine.
///
/// The C library's `exp` and `log` differ in the last place between versions and processors. Everything that
/// decides a sampled array uses these instead: they need only +, −, ×, ÷ and square root, which IEEE 754 fixes.
public enum PortableMath {
  private static let ln2High = 6.931_471_803_691_238_164_90e-01
  private static let ln2Low = 1.908_214_929_270_587_700_02e-10
  private static let ln10 = 2.302_585_092_994_045_684_02

  /// e to the power `x`, to within one unit in the last place.
  ///
  /// Reduction by multiples of ln 2 split in two, then the rational approximation of FreeBSD's `e_exp.c`
  /// (Sun Microsystems 1993). Returns 0 below −745.13 and infinity above 709.78.
  public static func exp(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709.782_712_893_384 { return .infinity }
    if x < -745.133_219_101_941_2 { return 0 }
    let k = (x * 1.442_695_040_888_963_387).rounded(.toNearestOrEven)
    let high = x - k * ln2High
    let low = k * ln2Low
    let r = high - low
    let t = r * r
    let c =
      r - t
      * (1.666_666_666_666_660_190_37e-01
        + t
        * (-2.777_777_777_701_559_338_42e-03
          + t
          * (6.613_756_321_437_934_361_17e-05
            + t * (-1.653_390_220_546_525_153_90e-06 + t * 4.138_136_797_057_238_460_39e-08))))
    let y = 1 - ((low - (r * c) / (2 - c)) - high)
    let power = Int(k)
    if power > -1022 {
      return power == 1024 ? y * 2 * powerOfTwo(1023) : y * powerOfTwo(power)
    }
    return y * powerOfTwo(power + 1000) * powerOfTwo(-1000)
  }

  /// Natural logarithm, to within one unit in the last place; NaN below zero, −infinity at zero.
  ///
  /// The method of FreeBSD's `e_log.c` (Sun Microsystems 1993): ln x = k ln 2 + ln(1 + f), the latter by a
  /// polynomial in s = f / (2 + f).
  public static func log(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return .nan }
    if x == 0 { return -.infinity }
    if x == .infinity { return x }
    var k = Double(x.exponent)
    var m = x.significand
    if m > 1.414_213_562_373_095_1 {
      m *= 0.5
      k += 1
    }
    let f = m - 1
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let even =
      w
      * (3.999_999_999_940_941_908e-01
        + w * (2.222_219_843_214_978_396e-01 + w * 1.531_383_769_920_937_332e-01))
    let odd =
      z
      * (6.666_666_666_666_735_130e-01
        + w
        * (2.857_142_874_366_239_149e-01
          + w * (1.818_357_216_161_805_012e-01 + w * 1.479_819_860_511_658_591e-01)))
    let r = even + odd
    let half = 0.5 * f * f
    return k * ln2High - ((half - (s * (half + r) + k * ln2Low)) - f)
  }

  /// Ten to the power `x`, as e to the power x ln 10.
  public static func exp10(_ x: Double) -> Double { exp(x * ln10) }

  /// Hyperbolic tangent by way of ``exp(_:)``; odd, bounded by ±1, accurate to a few units of 2⁻⁵³ absolute.
  public static func tanh(_ x: Double) -> Double {
    if x.isNaN { return x }
    let a = x.magnitude
    let t: Double
    if a > 20 {
      t = 1
    } else if a < 1e-4 {
      t = a - a * a * a / 3
    } else {
      let e = exp(-2 * a)
      t = (1 - e) / (1 + e)
    }
    return x < 0 ? -t : t
  }

  /// The standard normal quantile Φ⁻¹(p) for 0 < p < 1, relative accuracy about 10⁻¹⁶.
  ///
  /// Algorithm AS 241 (PPND16), M. J. Wichura, Applied Statistics 37 (1988) 477–484.
  public static func normalQuantile(_ p: Double) -> Double {
    let q = p - 0.5
    if q.magnitude <= 0.425 {
      let r = 0.180625 - q * q
      return q * polynomial(centralNumerator, r) / polynomial(centralDenominator, r)
    }
    var r = (-log(q < 0 ? p : 1 - p)).squareRoot()
    let value: Double
    if r <= 5 {
      r -= 1.6
      value = polynomial(middleNumerator, r) / polynomial(middleDenominator, r)
    } else {
      r -= 5
      value = polynomial(tailNumerator, r) / polynomial(tailDenominator, r)
    }
    return q < 0 ? -value : value
  }

  /// The standard normal distribution function Φ(z), by bisection on ``normalQuantile(_:)``; within 10⁻¹⁵ absolute.
  public static func normalProbability(_ z: Double) -> Double {
    var low = 0x1p-53
    var high = 1 - 0x1p-53
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if normalQuantile(middle) < z { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  private static func powerOfTwo(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// Horner's rule; coefficients from the constant term up.
  private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    var sum = 0.0
    for coefficient in coefficients.reversed() { sum = sum * x + coefficient }
    return sum
  }

  private static let centralNumerator: [Double] = [
    3.387_132_872_796_366_608, 1.331_416_678_917_843_774_5e+2, 1.971_590_950_306_551_442_7e+3,
    1.373_169_376_550_946_112_5e+4, 4.592_195_393_154_987_145_7e+4,
    6.726_577_092_700_870_085_3e+4, 3.343_057_558_358_812_810_5e+4,
    2.509_080_928_730_122_672_7e+3,
  ]
  private static let centralDenominator: [Double] = [
    1, 4.231_333_070_160_091_125_2e+1, 6.871_870_074_920_579_083_0e+2,
    5.394_196_021_424_751_107_7e+3, 2.121_379_430_158_659_586_7e+4,
    3.930_789_580_009_271_061_0e+4, 2.872_908_573_572_194_267_4e+4,
    5.226_495_278_852_854_561_0e+3,
  ]
  private static let middleNumerator: [Double] = [
    1.423_437_110_749_683_577_34, 4.630_337_846_156_545_295_90, 5.769_497_221_460_691_405_50,
    3.647_848_324_763_204_605_04, 1.270_458_252_452_368_382_58, 2.417_807_251_774_506_117_70e-1,
    2.272_384_498_926_918_458_33e-2, 7.745_450_142_783_414_076_40e-4,
  ]
  private static let middleDenominator: [Double] = [
    1, 2.053_191_626_637_758_821_87, 1.676_384_830_183_803_849_40,
    6.897_673_349_851_000_045_50e-1, 1.481_039_764_274_800_745_90e-1,
    1.519_866_656_361_645_719_66e-2, 5.475_938_084_995_344_946_00e-4,
    1.050_750_071_644_416_843_24e-9,
  ]
  private static let tailNumerator: [Double] = [
    6.657_904_643_501_103_777_20, 5.463_784_911_164_114_369_90, 1.784_826_539_917_291_335_80,
    2.965_605_718_285_048_912_30e-1, 2.653_218_952_657_612_309_30e-2,
    1.242_660_947_388_078_438_60e-3, 2.711_555_568_743_487_578_15e-5,
    2.010_334_399_292_288_132_65e-7,
  ]
  private static let tailDenominator: [Double] = [
    1, 5.998_322_065_558_879_376_90e-1, 1.369_298_809_227_358_053_10e-1,
    1.487_536_129_085_061_485_25e-2, 7.868_691_311_456_132_591_00e-4,
    1.846_318_317_510_054_681_80e-5, 1.421_511_758_316_445_888_70e-7,
    2.044_263_103_389_939_785_64e-15,
  ]
}
