import CrossbarDevices
import Foundation
import Testing

@testable import CrossbarMeasurement

/// The fast parser against the C library's `strtod`.
@Suite struct NumberTests {
  @Test(arguments: [
    "0", "-0", "+1", "125.8467E-6", "000.0000E+0", "+28.9356E-03", "-0.000E+00", ".5", "5.",
    "-.5e1",
    "-0.200000002980232", "1.429E-15", "9007199254740993", "9007199254740992.5", "1e22", "1e23",
    "123456789012345678901234567890", "0.1", "4.9e-324", "2.2250738585072011e-308",
    "1.7976931348623157e308", "1E+0", "00001.5", "1.00000000000000011102230246251565404e0",
    "0.000000000000000000000000000000000000000001e42", "1d-3",
  ])
  func numbers(_ text: String) throws {
    let value = try #require(DecimalNumber.parse(text))
    let expected = strtod(text.replacing("d", with: "e"), nil)
    #expect(value.bitPattern == expected.bitPattern)
  }

  @Test(arguments: [
    "", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "1,5", "0x10", "nan", "inf", "1 2", "12V", "--1",
    "1e5.5", "1e999", "1_000", "½",
  ])
  func noNumbers(_ text: String) {
    #expect(DecimalNumber.parse(text) == nil)
  }

  @Test func randomDecimalsToTheLastBit() {
    var state: UInt64 = 1
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 11
    }
    var wrong: [String] = []
    for round in 0..<200_000 {
      let exponent = Int(next() % 60) - 30
      let text =
        switch round % 4 {
        case 0: "\(Double(bitPattern: next() << 11))"
        case 1: "\(next() % 10_000_000).\(next() % 100_000_000)e\(exponent)"
        case 2: "-\(next()).\(next())E\(exponent)"
        default: "\(Double(next()) * 0x1p-53)"
        }
      guard let value = DecimalNumber.parse(text) else {
        if strtod(text, nil).isFinite, !text.contains("nan") { wrong.append(text) }
        continue
      }
      if value != strtod(text, nil) { wrong.append(text) }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
  }

  @Test func decimalCommas() {
    #expect(DecimalNumber.parse("1,5E-3", mark: UInt8(ascii: ",")) == 1.5e-3)
    #expect(DecimalNumber.parse("1.5", mark: UInt8(ascii: ",")) == nil)
  }

  @Test(arguments: [
    ("uA", MeasuredDimension.ampere, 1e-6), ("µA", .ampere, 1e-6), ("mA", .ampere, 1e-3),
    ("A", .ampere, 1),
    ("kΩ", .ohm, 1e3), ("MOhm", .ohm, 1e6), ("mOhm", .ohm, 1e-3), ("Ohms", .ohm, 1),
    ("GΩ", .ohm, 1e9),
    ("mS", .siemens, 1e-3), ("ms", .second, 1e-3), ("µs", .second, 1e-6), ("min", .second, 60),
    ("mV", .volt, 1e-3), ("Volt", .volt, 1), ("millivolts", .volt, 1e-3), ("[V]", .volt, 1),
    ("Mohm", .ohm, 1e6), ("kohm", .ohm, 1e3), ("Megohm", .ohm, 1e6), ("nanoamps", .ampere, 1e-9),
  ])
  func units(_ text: String, _ dimension: MeasuredDimension, _ factor: Double) {
    #expect(MeasuredUnit.parse(text) == MeasuredUnit(dimension: dimension, factor: factor))
  }

  @Test(
    arguments: [
      ("Current [uA]", "Current", ColumnRole.current, 1e-6), ("U / V", "U", .voltage, 1),
      ("V (V)", "V", .voltage, 1), ("r_lrs_kohm", "r_lrs", .rLRS, 1e3),
      ("R_HRS@0.1V (MΩ)", "R_HRS@0.1V", .rHRS, 1e6),
      ("Voltage, mV", "Voltage", .voltage, 1e-3), ("Time_s", "Time", .time, 1),
      ("I_LRS (A)", "I_LRS", .iLRS, 1),
      ("Compliance (mA)", "Compliance", .compliance, 1e-3),
      ("Current uA", "Current", .current, 1e-6),
      ("|I| (nA)", "|I|", .current, 1e-9), ("v_set_v", "v_set", .vSet, 1),
    ] as [(String, String, ColumnRole?, Double)])
  func headings(_ text: String, _ name: String, _ role: ColumnRole?, _ factor: Double) {
    let heading = Heading(text)
    #expect(heading.name == name && heading.role == role && heading.unit?.factor == factor)
  }
}
