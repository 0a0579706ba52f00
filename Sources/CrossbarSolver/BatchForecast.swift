internal import CrossbarCore

/// What one core will allocate for eight arrays, worked out from the frame before anything is.
///
/// An upper bound: every region as if it lay inside of the tile, unless it is as wide or as high.
struct BatchForecast {
  private let frame: TileFrame
  /// Values of the fronts that are open at once, of all shares, and entries of the program's lists.
  private var arena = 0
  private var shares = 0
  private var lists = 0

  init(_ frame: TileFrame) {
    self.frame = frame
    var known: [Region: (arena: Int, shares: Int, lists: Int)] = [:]
    (arena, shares, lists) = Self.region(frame.rows, frame.columns, frame, &known)
  }

  private struct Region: Hashable {
    var rows: Int
    var columns: Int
  }

  private static func region(
    _ rows: Int, _ columns: Int, _ frame: TileFrame,
    _ known: inout [Region: (arena: Int, shares: Int, lists: Int)]
  ) -> (arena: Int, shares: Int, lists: Int) {
    let key = Region(rows: rows, columns: columns)
    if let found = known[key] { return found }
    let ports = Self.ports(rows, columns, frame)
    let found: (arena: Int, shares: Int, lists: Int)
    if max(rows, columns) <= TileDissection.side {
      let nodes = 2 * rows * columns
      // Minimum degree keeps a leaf's lists far below those of a dense front.
      let dense = (nodes + ports) * (nodes + ports) / 2
      found = (dense, nodes * ports, nodes * 32)
    } else {
      let isWide = columns >= rows
      let half = (max(rows, columns) + 1) / 2
      let first = region(isWide ? rows : half, isWide ? half : columns, frame, &known)
      let other = max(rows, columns) - half
      let second = region(isWide ? rows : other, isWide ? other : columns, frame, &known)
      let cut = min(rows, columns)
      let below = Self.ports(isWide ? rows : half, isWide ? half : columns, frame)
      found = (
        // The first half is the larger; of both something is left when the front is summed.
        first.arena + (ports + cut) * (ports + cut) / 2 + below * below / 2,
        first.shares + second.shares + cut * (ports + cut),
        first.lists + second.lists + 3 * (ports + cut)
      )
    }
    known[key] = found
    return found
  }

  /// Ports of a region and ground: where it reaches from side to side of the tile, only terminals.
  private static func ports(_ rows: Int, _ columns: Int, _ frame: TileFrame) -> Int {
    func lines(_ count: Int, _ isWhole: Bool, _ sides: [WireTile.Side]) -> Int {
      if !isWhole { return 2 * count }
      let ends = sides.flatMap { frame.ends[$0.rawValue] }
      return min(2 * count, ends.count { $0 == .driven || $0 == .sensed })
    }
    return lines(rows, columns == frame.columns, [.left, .right])
      + lines(columns, rows == frame.rows, [.top, .bottom]) + 1
  }

  /// Bytes.
  func peak(_ purpose: TileLanes.Purpose) -> Int {
    let values = 8 * TileLanes.lanes
    let inputs = values * frame.inputs + 4 * lists
    if purpose != .solution { return values * arena + inputs }
    return values * (arena + shares + 6 * frame.nodes) + inputs
  }

  /// - Throws: `solver/memory`.
  func check(_ limit: Int, _ purpose: TileLanes.Purpose) throws(Diagnostics) {
    let peak = peak(purpose)
    if peak <= limit { return }
    throw Diagnostics(
      .error(
        "solver/memory",
        "eight arrays of \(frame.rows) × \(frame.columns) cells side by side take "
          + "\(peak / 1_000_000) MB a core, more than the \(limit / 1_000_000) MB allowed",
        help: "raise memoryLimit, divide the arrays, or solve them one by one"))
  }
}
