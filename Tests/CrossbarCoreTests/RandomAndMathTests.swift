import CrossbarCore
import Testing

/// Expected words are NumPy's `Philox(key, counter).random_raw(4)`, whose counter starts one below.
@Suite("Philox4x64-10")
struct PhiloxTests {
  @Test(
    "agrees with NumPy",
    arguments: [
      (
        (0, 0), (0, 0, 0, 0),
        [
          0x1655_4d9e_ca36_314c, 0xdb20_fe9d_672d_0fdc, 0xd7e7_72ce_e186_176b,
          0x7e68_b68a_ec7b_a23b,
        ]
      ),
      (
        (5, 6), (1, 2, 3, 4),
        [
          0xa39b_5519_339f_e354, 0xaceb_1228_efc2_5196, 0xa0a2_e3c2_5aa5_f4fc,
          0x08d0_cfa9_3327_20df,
        ]
      ),
      (
        (42, 0x4445_5649_4345), (3 << 32 | 17, 2, 1, 0),
        [
          0x4e91_96c6_5e1a_2420, 0x8ebe_3d08_244b_d077, 0xe567_19c9_9db9_e1e0,
          0x6ba9_c556_9b74_ed3e,
        ]
      ),
    ] as [((UInt64, UInt64), (UInt64, UInt64, UInt64, UInt64), [UInt64])])
  func words(key: (UInt64, UInt64), counter: (UInt64, UInt64, UInt64, UInt64), expected: [UInt64]) {
    let words = Philox4x64(seed: key.0, stream: key.1).words(at: counter)
    #expect([words.0, words.1, words.2, words.3] == expected)
  }

  @Test("unit interval excludes both ends")
  func unitInterval() {
    #expect(Philox4x64.unitInterval(0) == 0x1p-53)
    #expect(Philox4x64.unitInterval(.max) == 1 - 0x1p-53)
  }
}

/// Expected values are mpmath's at 40 digits.
@Suite("Portable elementary functions")
struct PortableMathTests {
  @Test(arguments: [
    (-700.5, 5.980196118639791e-305), (-20.25, 1.6052280551856116e-09), (-1e-09, 0.999999999),
    (0.1, 1.1051709180756477), (1.0, 2.718281828459045), (3.7, 40.4473043600674),
    (50.3, 6.998620422451237e+21), (700.1, 1.120899771073261e+304),
  ])
  func exponential(x: Double, expected: Double) {
    #expect((PortableMath.exp(x) / expected - 1).magnitude < 5e-16)
  }

  @Test(arguments: [
    (1e-300, -690.7755278982137), (1e-05, -11.512925464970229), (0.3, -1.2039728043259361),
    (0.999999, -1.000000500029089e-06), (1.0000001, 9.999999505838704e-08),
    (1.4142135, 0.3465735461755332), (2.5, 0.9162907318741551), (1e10, 23.025850929940457),
    (1e300, 690.7755278982137),
  ])
  func logarithm(x: Double, expected: Double) {
    #expect((PortableMath.log(x) / expected - 1).magnitude < 5e-16)
  }

  @Test(arguments: [
    (1e-16, -8.222082216130435), (1e-10, -6.361340902404057), (0.001, -3.0902323061678136),
    (0.02425, -1.972961051311885), (0.075, -1.439531470938456), (0.3, -0.5244005127080408),
    (0.6, 0.2533471031357997), (0.95, 1.6448536269514722), (0.999999, 4.753424308817087),
  ])
  func normalQuantile(p: Double, expected: Double) {
    #expect((PortableMath.normalQuantile(p) / expected - 1).magnitude < 2e-15)
    #expect((PortableMath.normalProbability(expected) - p).magnitude < 2e-15)
  }

  @Test(arguments: [
    (-30, -1.0), (-2.5, -0.9866142981514303), (-1e-5, -9.999999999666668e-06),
    (0.3, 0.2913126124515909), (1.7, 0.935409070603099), (12, 0.9999999999244973),
  ])
  func hyperbolicTangent(x: Double, expected: Double) {
    #expect((PortableMath.tanh(x) - expected).magnitude < 1e-15)
  }

  @Test("edges")
  func edges() {
    #expect(PortableMath.exp(-800) == 0)
    #expect(PortableMath.exp(800) == .infinity)
    #expect(PortableMath.exp(0) == 1)
    #expect(PortableMath.log(0) == -.infinity)
    #expect(PortableMath.log(-1).isNaN)
    #expect(PortableMath.normalQuantile(0.5) == 0)
  }
}
