internal import CrossbarCore
internal import CrossbarDevices

/// What one slot of a passive crossbar's programming does to the state of one device: x → x′, computed where it is asked for.
///
/// The equation is scalar, so the map grows with x: between two nodes the image lies between the nodes' images. Where these
/// are within ``bracket`` of each other the image is taken from the straight line, elsewhere the slot is integrated.
struct PulseMap {
  /// Nodes a unit of the state.
  private static let resolution = 256.0
  /// Most that a straight line may span.
  private static let bracket = 1e-3
  /// Integrations before nodes are made.
  private static let patience = 8

  private let integrate: (Double) -> Double
  private var nodes: [Double] = []
  private var asked = 0
  private var last = (from: Double.nan, to: Double.nan)

  init(_ integrate: @escaping (Double) -> Double) {
    self.integrate = integrate
  }

  /// The state after the slot.
  mutating func callAsFunction(_ x: Double) -> Double {
    if x == last.from { return last.to }
    asked += 1
    let image = asked <= Self.patience ? integrate(x) : between(x)
    last = (x, image)
    return image
  }

  private mutating func between(_ x: Double) -> Double {
    if nodes.isEmpty { nodes = Array(repeating: .nan, count: Int(Self.resolution) + 1) }
    let place = x * Self.resolution
    let index = min(Int(place), Int(Self.resolution) - 1)
    let low = node(index)
    let high = node(index + 1)
    if high - low > Self.bracket { return integrate(x) }
    return low + (high - low) * (place - Double(index))
  }

  private mutating func node(_ index: Int) -> Double {
    if nodes[index].isNaN { nodes[index] = integrate(Double(index) / Self.resolution) }
    return nodes[index]
  }
}
