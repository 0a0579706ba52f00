internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarModel

/// What one array does at one rung.
struct LadderRung: Sendable {
  var errors: [BitError]
  /// The classes that it says; nil where they follow from the wrong bits.
  var classes: [Int]?
  /// Read currents by what the cell stores, where they are counted.
  var zeroCurrents = Histogram()
  var oneCurrents = Histogram()
  /// Warnings about currents that did not settle.
  var findings: [Diagnostic] = []

  init(_ errors: [BitError], classes: [Int]? = nil) {
    self.errors = errors
    self.classes = classes
  }

  mutating func count(_ current: Double, storing bit: Bool) {
    let bin = CurrentBin.index(current)
    if bit { oneCurrents.add(bin) } else { zeroCurrents.add(bin) }
  }
}

/// Takes sampled arrays up the ladder, for one way of reading.
protocol ArrayLadder: Sendable {
  /// The rungs in the order of ``SampledStage``; the same devices at each.
  func rungs(array: Int, countsCurrents: Bool) throws(Diagnostics) -> [LadderRung]
}

/// The devices of sampled arrays in their places.
struct SampledArrays: Sendable {
  let network: QuantizedNetwork
  let design: CrossbarDesign
  let sampler: DeviceSampler
  let noise: ReadNoiseSampler
  let registration: RegistrationSpread?

  init(
    network: QuantizedNetwork, design: CrossbarDesign, device: Device, seed: UInt64,
    registration: RegistrationSpread?
  ) {
    self.network = network
    self.design = design
    self.registration = registration.flatMap { $0.isFlat ? nil : $0 }
    sampler = DeviceSampler(statistics: device.statistics, seed: seed)
    noise = ReadNoiseSampler(device: device, seed: seed)
  }

  /// The bits of a tile, rows × columns.
  func bits(_ tile: Tile) -> Matrix<Bool> {
    matrix(tile) { network.bit(design.address($0)) }
  }

  /// The devices of a tile of an array, rows × columns.
  func devices(_ tile: Tile, array: Int) -> Matrix<DeviceSample> {
    let areas = areas(array: array)
    return matrix(tile) { device($0, array: array, areas: areas) }
  }

  /// Area ÷ nominal area of an array's junctions; nil where it does not matter.
  func areas(array: Int) -> (even: Double, odd: Double)? {
    registration?.areas(array: array, seed: sampler.seed)
  }

  /// One device of an array of these areas.
  func device(
    _ cell: CellID, array: Int, areas: (even: Double, odd: Double)?
  ) -> DeviceSample {
    let area = areas.map { cell.column.isMultiple(of: 2) ? $0.even : $0.odd } ?? 1
    return sampler.sample(array: array, tile: cell.tile, row: cell.row, column: cell.column)
      .scaled(area: area)
  }

  /// The scores of the reads' noise, rows × columns.
  func scores(_ tile: Tile, array: Int) -> Matrix<Double> {
    matrix(tile) { noise.score(array: array, cell: $0) }
  }

  /// A value a cell.
  func matrix<Value>(_ tile: Tile, _ value: (CellID) -> Value) -> Matrix<Value> {
    var elements: [Value] = []
    elements.reserveCapacity(tile.cells)
    for row in 0..<tile.rows {
      for column in 0..<tile.columns {
        elements.append(value(CellID(tile: tile.id.index, row: row, column: column)))
      }
    }
    return Matrix(rows: tile.rows, columns: tile.columns, elements: elements)
  }
}
