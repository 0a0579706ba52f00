import CrossbarCore
import CrossbarLayout

@testable import CrossbarMasks

/// Random numbers that are the same on every machine.
struct RandomStream {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  /// A number of `0 ..< bound`, splitmix64.
  mutating func next(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }
}

/// Rectilinear shapes without holes: blots on a grid of uneven pitch that touch neither each other nor themselves.
struct RandomShapes {
  private(set) var shapes: [[MaskPoint]] = []

  init(seed: UInt64, side: Int = 9, kissing: Bool = false) {
    var random = RandomStream(seed)
    let lengths = [10, 20, 30, 40, 50, 60, 80]
    var x = [10_000]
    var y = [10_000]
    for _ in 0..<side {
      x.append((x.last ?? 0) + 1_000 * lengths[random.next(lengths.count)])
      y.append((y.last ?? 0) + 1_000 * lengths[random.next(lengths.count)])
    }
    let fill = 3 + random.next(4)
    var ink = (0..<side).map { _ in (0..<side).map { _ in random.next(10) < fill } }
    func isInk(_ row: Int, _ column: Int) -> Bool {
      row >= 0 && row < side && column >= 0 && column < side && ink[row][column]
    }
    // Fill what a diagonal joins, and holes, until neither is left.
    var changed = true
    while changed {
      changed = false
      if !kissing {
        for row in 0..<side - 1 {
          for column in 0..<side - 1 {
            let (a, b) = (ink[row][column], ink[row][column + 1])
            let (c, d) = (ink[row + 1][column], ink[row + 1][column + 1])
            if a == d && b == c && a != b {
              ink[row][column] = true
              ink[row][column + 1] = true
              changed = true
            }
          }
        }
      }
      var outside = Set<[Int]>()
      var front = [[-1, -1]]
      while let place = front.popLast() {
        guard outside.insert(place).inserted else { continue }
        for step in [[0, 1], [1, 0], [0, -1], [-1, 0]] {
          let (row, column) = (place[0] + step[0], place[1] + step[1])
          if row >= -1 && row <= side && column >= -1 && column <= side && !isInk(row, column) {
            front.append([row, column])
          }
        }
      }
      for row in 0..<side {
        for column in 0..<side where !ink[row][column] && !outside.contains([row, column]) {
          ink[row][column] = true
          changed = true
        }
      }
    }
    var left = Set<[Int]>()
    for row in 0..<side {
      for column in 0..<side where ink[row][column] { left.insert([row, column]) }
    }
    while let start = left.min(by: { ($0[0], $0[1]) < ($1[0], $1[1]) }) {
      var blot = Set<[Int]>()
      var front = [start]
      while let place = front.popLast() {
        guard left.remove(place) != nil else { continue }
        blot.insert(place)
        for step in [[0, 1], [1, 0], [0, -1], [-1, 0]] {
          front.append([place[0] + step[0], place[1] + step[1]])
        }
      }
      shapes.append(Self.outline(blot).map { MaskPoint(x: Int32(x[$0[1]]), y: Int32(y[$0[0]])) })
    }
  }

  /// Walks around a blot with the ink to the right, from its first cell's upper left corner, and keeps the corners.
  private static func outline(_ blot: Set<[Int]>) -> [[Int]] {
    guard let start = blot.min(by: { ($0[0], $0[1]) < ($1[0], $1[1]) }) else { return [] }
    let steps = [[0, 1], [1, 0], [0, -1], [-1, 0]]
    func isInk(_ row: Int, _ column: Int) -> Bool { blot.contains([row, column]) }
    var corners: [[Int]] = []
    var place = start
    var heading = 0
    repeat {
      corners.append(place)
      // To the next place where the outline turns.
      var turn = 0
      repeat {
        place = [place[0] + steps[heading][0], place[1] + steps[heading][1]]
        let (row, column) = (place[0], place[1])
        // The cells ahead to the left and ahead to the right.
        let ahead: [([Int], [Int])] = [
          ([row - 1, column], [row, column]), ([row, column], [row, column - 1]),
          ([row, column - 1], [row - 1, column - 1]), ([row - 1, column - 1], [row - 1, column]),
        ]
        let (aheadLeft, aheadRight) = ahead[heading]
        if !isInk(aheadRight[0], aheadRight[1]) {
          turn = 1
        } else if isInk(aheadLeft[0], aheadLeft[1]) {
          turn = 3
        } else {
          turn = 0
        }
      } while turn == 0
      heading = (heading + turn) % 4
    } while place != start || heading != 0
    return corners
  }
}

/// A page of the given shapes, without files.
func page(
  _ layers: [(name: String, shapes: [(id: String, points: [MaskPoint])])], width: Int, height: Int
) -> ReadSheet {
  ReadSheet(
    number: 1, folder: "masks/sheet-01", width: width, height: height,
    layers: layers.map { layer in
      ReadLayer(
        name: layer.name, file: "masks/sheet-01/\(layer.name).svg",
        shapes: layer.shapes.enumerated().map {
          ReadShape(id: $0.element.id, points: $0.element.points, line: $0.offset + 1)
        })
    })
}

/// A rectangle's corners, micrometres.
func box(_ left: Int, _ top: Int, _ right: Int, _ bottom: Int) -> [MaskPoint] {
  [(left, top), (right, top), (right, bottom), (left, bottom)].map {
    MaskPoint(x: Int32($0.0 * 1_000), y: Int32($0.1 * 1_000))
  }
}
