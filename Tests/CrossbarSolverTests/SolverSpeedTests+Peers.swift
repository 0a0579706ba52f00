import CrossbarCore
import CrossbarSolver
import Testing

/// CPU time of one run of ours and of others' on the same tile.
extension SolverSpeedTests {
  /// One input. CHOLMOD is supernodal, by OpenBLAS on one thread, ordered by AMD, which with its analysis is the quickest;
  /// the time of the numeric part alone, by nested dissection, is printed beside it.
  @Test(
    .enabled(if: Reference.python != nil, Peer.missing),
    arguments: [(64, 200, 10), (128, 50, 5), (256, 20, 2), (512, 4, 1), (1024, 2, 1)])
  func cholmod(side: Int, repetitions: Int, turns: Int) throws {
    let tile = Self.tile(side)
    let input = Matrix(rows: 1, columns: side, repeating: 0.1)
    var ours = Double.infinity
    var currents = Matrix(rows: 0, columns: 0, elements: [Double]())
    func measure() throws {
      ours = try min(
        ours,
        Self.processorTime(repetitions) {
          currents = try EffectiveConductance(tile).currents(inputs: input)
        })
    }
    for _ in 0..<3 { try measure() }
    let peer = try Peer.cholmod.solve(
      tile.cellConductance, ohms: 1, inputs: input, repetitions: turns)
    try measure()
    let whole = try #require(peer.figures["amd"])
    let factor = try peer.figures["nesdis-factor"] ?? #require(peer.figures["amd-factor"])
    let difference = worst(currents.elements, peer.currents)
    print(
      "SPEED solver \(side) × \(side), one input: \(ours) CPU s; CHOLMOD \(whole) s, "
        + "\(Self.rounded(whole / ours)) ×, goal 8; without its analysis \(factor) s, "
        + "\(Self.rounded(factor / ours)) ×; currents differ by \(difference)")
    #expect(difference < 1e-9)
    #expect(whole / ours > 6)
  }

  @Test(
    .enabled(if: Reference.python != nil, Peer.missing),
    arguments: [(64, 200, 5), (128, 50, 3), (256, 20, 2), (512, 4, 1)])
  func badcrossbar(side: Int, repetitions: Int, turns: Int) throws {
    let tile = Self.tile(side)
    var dice = Dice(41)
    let inputs = dice.matrix(100, side) { $0.unit() }
    var ours = Double.infinity
    var currents = inputs
    func measure() throws {
      ours = try min(
        ours,
        Self.processorTime(repetitions) {
          currents = try EffectiveConductance(tile).currents(inputs: inputs)
        })
    }
    for _ in 0..<3 { try measure() }
    let peer = try Peer.badcrossbar.solve(
      tile.cellConductance, ohms: 1, inputs: inputs, repetitions: turns)
    try measure()
    let whole = try #require(peer.figures["badcrossbar"])
    let difference = worst(currents.elements, peer.currents)
    print(
      "SPEED solver \(side) × \(side), 100 inputs: \(ours) CPU s; badcrossbar \(whole) s, "
        + "\(Self.rounded(whole / ours)) ×, goal 60; currents differ by \(difference)")
    #expect(difference < 1e-9)
    #expect(whole / ours > 50)
  }

  static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
