internal import CrossbarCore
internal import CrossbarDevices

/// What one slot of a passive crossbar's programming does to the state of one device: x → x′, computed where it is asked for.
///
/// The equation is scalar, so the map grows with x: between two nodes the image lies between the nodes' images. Intervals are
/// halved until these are within ``bracket`` of each other, and the image is taken from the straight line between them; nodes
/// are kept, so a state that comes back costs nothing. Past the finest nodes the slot is integrated.
struct PulseMap {
  /// Nodes a unit of the state: the coarsest, the finest.
  private static let coarsest = 1 << 8
  private static let finest = 1 << 24
  /// Most that a straight line may span.
  private static let bracket = 1e-3
  /// Integrations before nodes are made.
  private static let patience = 16

  private let integrate: (Double) -> Double
  /// Images by the place of their node on the finest grid.
  private var nodes: [Int: Double] = [:]
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
    let place = x * Double(Self.finest)
    var width = Self.finest / Self.coarsest
    var start = min(Int(place), Self.finest - 1) / width * width
    var low = node(start)
    var high = node(start + width)
    while high - low > Self.bracket {
      if width == 1 { return integrate(x) }
      width /= 2
      let middle = node(start + width)
      if place < Double(start + width) {
        high = middle
      } else {
        start += width
        low = middle
      }
    }
    return low + (high - low) * ((place - Double(start)) / Double(width))
  }

  private mutating func node(_ index: Int) -> Double {
    if let known = nodes[index] { return known }
    let image = integrate(Double(index) / Double(Self.finest))
    nodes[index] = image
    return image
  }
}
