public import CrossbarArray
public import CrossbarCore
public import CrossbarDevices
public import CrossbarModel

/// How much of the physics a simulated array has.
public enum ArrayFidelity: Hashable, Sendable {
  /// Device-to-device spread only, as the paper simulates: see ``ThresholdRule``.
  case deviceSpread
  /// The compact model behind its transistor and wires, pulse by pulse: see ``CellSimulator``.
  case transistorAndWires(ArrayWiring)
}

/// What one sampled array does.
public struct ArrayTrial: Hashable, Sendable {
  public var bitErrors: Int
  public var causes: [BitErrorCause: Int]
  /// Inputs that the array classifies as their label says.
  public var correct: Int
}

/// Programs and reads whole arrays of sampled devices.
public struct ArraySimulator: Sendable {
  public let network: QuantizedNetwork
  public let design: CrossbarDesign
  public let device: Device
  public let sampler: DeviceSampler
  let rule: ThresholdRule
  let filter: QuickThresholdFilter
  /// Nil where nothing is to be gained.
  let circuitFilter: QuickCircuitFilter?
  let simulator: CellSimulator
  let noise: ReadNoiseSampler
  /// What each tile stores.
  let patterns: [TilePattern]
  /// Nil where every array is registered alike, or where it does not matter.
  private let registration: RegistrationSpread?

  /// - Parameters:
  ///   - registration: what the layers' shifts do to sampled arrays; nil where they do nothing.
  ///   - circuit: the wiring with which ``ArrayFidelity/transistorAndWires(_:)`` will be asked for; it makes that quicker and changes
  ///     nothing else.
  public init(
    network: QuantizedNetwork, design: CrossbarDesign, device: Device, seed: UInt64,
    registration: RegistrationSpread? = nil, circuit: ArrayWiring? = nil
  ) {
    self.registration = registration.flatMap { $0.isFlat ? nil : $0 }
    self.network = network
    self.design = design
    self.device = device
    sampler = DeviceSampler(statistics: device.statistics, seed: seed)
    rule = ThresholdRule(operation: device.operation)
    filter = QuickThresholdFilter(device: device)
    let simulator = CellSimulator(device: device)
    self.simulator = simulator
    circuitFilter = circuit.flatMap {
      QuickCircuitFilter(
        simulator: simulator, statistics: device.statistics, wiring: $0,
        rows: design.tiles.map(\.rows).max() ?? 1)
    }
    noise = ReadNoiseSampler(device: device, seed: seed)
    patterns = design.tiles.map { TilePattern($0, of: network) }
  }

  /// Area ÷ nominal area of an array's junctions in even and odd columns; nil where all are 1.
  func areas(array: Int) -> (even: Double, odd: Double)? {
    guard array != 0, let areas = registration?.areas(array: array, seed: sampler.seed) else {
      return nil
    }
    return areas.even == 1 && areas.odd == 1 ? nil : areas
  }

  /// Samples arrays 1 … `arrays` and runs the network that each of them holds.
  ///
  /// - Parameters:
  ///   - inputs: what to classify.
  ///   - labels: the right class of each input.
  /// - Throws: `infer/overflow`; see ``IntegerInference``.
  public func trials(
    arrays: Int, fidelity: ArrayFidelity, inputs: IntegerInputs, labels: [Int]
  ) throws(Diagnostics) -> [ArrayTrial] {
    let prepared = PreparedInputs(inputs)
    let results = parallelMap(count: arrays) { index -> Result<ArrayTrial, Diagnostics> in
      let errors = bitErrors(array: index + 1, fidelity: fidelity)
      do throws(Diagnostics) {
        return .success(try trial(errors, inputs: prepared, labels: labels))
      } catch {
        return .failure(error)
      }
    }
    var trials: [ArrayTrial] = []
    for result in results { trials.append(try result.get()) }
    return trials
  }

  /// What an array with the given wrong bits does.
  private func trial(
    _ errors: [BitError], inputs: PreparedInputs, labels: [Int]
  ) throws(Diagnostics) -> ArrayTrial {
    let held = network.flipping(errors, design: design)
    let classes = try IntegerInference(held).classes(inputs)
    var causes: [BitErrorCause: Int] = [:]
    for error in errors { causes[error.cause, default: 0] += 1 }
    return ArrayTrial(
      bitErrors: errors.count, causes: causes, correct: zip(classes, labels).count { $0 == $1 })
  }
}
