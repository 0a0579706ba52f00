import CrossbarArray
import Testing

@Suite struct CellNameTests {
  @Test(arguments: [
    ("t00_r003_c017", 0, 3, 17), ("t123_r000_c1000", 123, 0, 1000), ("t07_r128_c999", 7, 128, 999),
  ])
  func namesReadBack(_ name: String, _ tile: Int, _ row: Int, _ column: Int) {
    #expect(CellID(name: name) == CellID(tile: tile, row: row, column: column))
    #expect(CellID(tile: tile, row: row, column: column).name == name)
  }

  @Test(arguments: [
    "", "t0_r003_c017", "t00_r3_c017", "t000_r003_c017", "t00_r0003_c017", "t00_r003_c017_ag",
    "t00_r003_c", "r00_t003_c017", "t00_r+03_c017", "t00r003c017", "t00_r003_c01x",
  ])
  func otherNamesAreRefused(_ name: String) {
    #expect(CellID(name: name) == nil)
  }
}
