public import CrossbarArray
internal import CrossbarCore
public import CrossbarDevices

/// What the cells of a device's arrays cost to simulate.
public enum SimulationCost {
  /// Devices that are looked at.
  private static let count = 300

  /// Share of cells that no bound decides, so that their pulses are integrated: a hundred times the work.
  public static func integratedShare(device: Device, wiring: ArrayWiring) -> Double {
    let simulator = CellSimulator(device: device)
    let sampler = DeviceSampler(statistics: device.statistics, seed: 0)
    let circuit = CellCircuit(wiring, row: 0)
    let open = (0..<count).count { index in
      let sample = sampler.sample(array: 0, tile: 0, row: 0, column: index)
      let bit = index % 3 == 0
      return !simulator.isSurelyRight(storing: bit, device: sample, circuit: circuit, noise: 0)
        && !simulator.isSurelyWrong(storing: bit, device: sample, circuit: circuit, noise: 0)
    }
    return Double(open) / Double(count)
  }
}
