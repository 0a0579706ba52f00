import CrossbarArray
import CrossbarCore
import CrossbarModel
import Testing

@Suite("Placement")
struct PlacementTests {
  @Test("the paper's digits network: 3,150 cells in three tiles")
  func digits() {
    let design = CrossbarDesign(
      layers: [("a", 20, 20), ("b", 20, 20), ("c", 20, 10)], bits: 3, limit: TileLimit())
    #expect(design.cellCount == 3150)
    #expect(design.tiles.map { [$0.rows, $0.columns] } == [[21, 60], [21, 60], [21, 30]])
    // Input 7, output 12, second bit of the second layer: row 7, column 12·3 + 1.
    let cell = design.cell(BitAddress(layer: 1, input: 7, output: 12, bit: 1))
    #expect(cell.name == "t01_r007_c037")
    #expect(cell.bottomNet == "t01_r007_c037_ag")
    // The bias is the row after the last input.
    #expect(design.cell(BitAddress(layer: 2, input: 20, output: 0, bit: 0)).name == "t02_r020_c000")
  }

  @Test(
    "every bit has one cell of its own, and the cell knows its bit",
    arguments: [
      (3, 7, 10), (4, 128, 128), (1, 1, 1), (5, 3, 5), (2, 1000, 9),
    ])
  func bijection(bits: Int, rows: Int, columns: Int) {
    let design = CrossbarDesign(
      layers: [("a", 9, 7), ("b", 7, 3), ("c", 3, 1)], bits: bits,
      limit: TileLimit(rows: rows, columns: columns))
    var seen = Set<CellID>()
    for (layer, shape) in design.layerShapes.enumerated() {
      for input in 0...shape.inputs {
        for output in 0..<shape.outputs {
          for bit in 0..<bits {
            let address = BitAddress(layer: layer, input: input, output: output, bit: bit)
            let cell = design.cell(address)
            #expect(design.address(cell) == address)
            #expect(cell.row < rows && cell.column < columns)
            #expect(seen.insert(cell).inserted)
          }
        }
      }
    }
    #expect(seen.count == (10 * 7 + 8 * 3 + 4 * 1) * bits)
    #expect(design.tiles.reduce(0) { $0 + $1.cells } == seen.count)
  }

  @Test("names read back, and only as they are spelled")
  func names() {
    let cell = CellID(tile: 120, row: 4, column: 1031)
    #expect(cell.name == "t120_r004_c1031")
    #expect(CellID(name: cell.name) == cell)
    for bad in ["t1_r004_c000", "t00_r4_c000", "t00_r004", "x00_r004_c000", "t00_r-01_c000", ""] {
      #expect(CellID(name: bad) == nil)
    }
  }

  @Test("two's complement, most significant bit first")
  func bits() {
    let network = QuantizedNetwork(
      name: "n", scheme: .paper, bits: 3, inputShape: [1], inputScaling: .identity,
      layers: [
        QuantizedLayer(
          name: "l", weights: Matrix(rows: 1, columns: 2, elements: [-4, 3]), bias: [-1, 1],
          weightScale: CodeScale(negative: 1, positive: 1),
          biasScale: CodeScale(negative: 1, positive: 1), biasGain: .one, activation: .linear)
      ])
    func word(_ input: Int, _ output: Int) -> [Bool] {
      (0..<3).map { network.bit(BitAddress(layer: 0, input: input, output: output, bit: $0)) }
    }
    #expect(word(0, 0) == [true, false, false])
    #expect(word(0, 1) == [false, true, true])
    #expect(word(1, 0) == [true, true, true])
    #expect(word(1, 1) == [false, false, true])
  }
}
