import CrossbarCore
import Testing

@Suite struct PhiloxLineTests {
  @Test("a line's words are those of NumPy's generator at its counters")
  func numpy() {
    // numpy.random.Philox(key=[5, 9], counter=[…]).random_raw(4): NumPy counts up before it draws, so its counter is one less.
    let generator = Philox4x64(seed: 5, stream: 9)
    for (counter, rest, expected) in Self.reference {
      let words = generator.line(rest).words(at: counter)
      #expect([words.0, words.1, words.2, words.3] == expected)
      let direct = generator.words(at: (counter, rest.0, rest.1, rest.2))
      #expect([direct.0, direct.1, direct.2, direct.3] == expected)
    }
  }

  @Test("a line's words are the generator's")
  func same() {
    let dice = Philox4x64(seed: 1, stream: 2)
    for index in 0..<2000 {
      let r = dice.words(at: (UInt64(index), 0, 0, 0))
      let key = dice.words(at: (UInt64(index), 1, 0, 0))
      let generator = Philox4x64(seed: key.0, stream: key.1)
      let line = generator.line((r.1, r.2, r.3))
      for counter in [r.0, 0, .max, r.0 &+ 1] {
        #expect(line.words(at: counter) == generator.words(at: (counter, r.1, r.2, r.3)))
      }
    }
  }

  private static let reference: [(UInt64, (UInt64, UInt64, UInt64), [UInt64])] = [
    (
      1, (0, 0, 0),
      [1464415859294777243, 1892761129554657964, 6842834080303354930, 2868846575968480275]
    ),
    (
      30064771105, (4, 1000, 0),
      [7385208206679557406, 7056786679048613301, 12728600882361669213, 8558419191632162493]
    ),
    (
      9223372036854775813, (18446744073709551615, 1099511627776, 77),
      [1187557973320820002, 13255280307062499303, 1685989323669196997, 4161833708574105600]
    ),
    (
      3, (0, 18446744073709551615, 9223372036854775808),
      [6644401886589996165, 13241663733781995815, 12552427128667352069, 4255802870028746600]
    ),
  ]
}
