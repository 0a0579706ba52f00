internal import CTileKernels

/// A program at work on eight tiles, one in each lane.
///
/// A value is ``lanes`` doubles. Owned by one task.
final class TileLanes {
  static let lanes = 8

  /// What is eliminated for.
  enum Purpose {
    /// Conductances between driven and sensed terminals; others are left incomplete.
    case effective
    /// Conductances between all terminals, and ground.
    case admittance
    /// The same, and shares for currents and voltages everywhere.
    case solution
  }

  let program: TileProgram
  let purpose: Purpose
  private let arena: LaneBuffer
  private let shares: LaneBuffer
  private let inverses: LaneBuffer
  private let scratch: LaneBuffer
  /// Of every conductance of the frame, in its order; to be filled.
  let inputs: LaneBuffer
  /// Volts of every node by its number; terminals' and ground's to be filled.
  let voltages: LaneBuffer
  /// Amperes into every node; zero at first.
  let currents: LaneBuffer

  init(_ program: TileProgram, for purpose: Purpose) {
    self.program = program
    self.purpose = purpose
    let keeps = purpose == .solution
    arena = LaneBuffer(program.arena)
    inputs = LaneBuffer(program.frame.inputs)
    shares = LaneBuffer(keeps ? program.shares : 0)
    inverses = LaneBuffer(keeps ? program.inverses : program.widest)
    scratch = LaneBuffer(keeps ? program.widest : 0)
    let nodes = keeps ? program.outside + program.frame.nodes : 0
    voltages = LaneBuffer(nodes)
    currents = LaneBuffer(nodes)
  }

  /// Conductances between terminals afterwards, ground the last if any: element (i, j), j < i, is value i (i − 1) / 2 + j,
  /// each of ``lanes`` doubles.
  var conductances: UnsafeMutablePointer<Double> {
    arena.base + program.fronts[0].offset * Self.lanes
  }

  func eliminate() {
    let keeps = purpose == .solution
    let (program, lanes) = (program, Self.lanes)
    program.withLists { lists in
      for index in program.order {
        let front = lists.fronts[Int(index)]
        let values = arena.base + front.offset * lanes
        let kept = inverses.base + (keeps ? front.firstInverse * lanes : 0)
        let share = shares.base + (keeps ? front.firstShare * lanes : 0)
        let (sources, places) = (
          lists.inputSources + front.firstInput, lists.inputPlaces + front.firstInput
        )
        let (count, eliminated) = (Int64(front.count), Int64(front.eliminated))
        if front.isLeaf {
          tile_eliminate_sparse(
            values, Int64(front.size), lists.degrees + front.firstDegree, eliminated,
            lists.spokes + front.firstSpoke, lists.targets + front.firstTarget, kept,
            keeps ? share : nil, inputs.base, sources, places, Int64(front.inputs))
          continue
        }
        let isPartial = purpose == .effective
        let (first, second) = (lists.fronts[front.first], lists.fronts[front.second])
        tile_eliminate(
          values, count, eliminated, Int64(isPartial ? front.sensed : 0),
          Int64(isPartial ? front.outside : 0), kept, arena.base + first.offset * lanes,
          lists.maps + first.firstMap, Int64(first.ports), arena.base + second.offset * lanes,
          lists.maps + second.firstMap, Int64(second.ports), inputs.base, sources, places,
          Int64(front.inputs))
        if keeps { tile_store_shares(share, values, count, eliminated, kept) }
      }
    }
  }

  /// Hands injected currents on to the terminals and ground, in place.
  func forward() {
    let lanes = Self.lanes
    program.withLists { lists in
      for index in program.order {
        let front = lists.fronts[Int(index)]
        let share = shares.base + front.firstShare * lanes
        if front.isLeaf {
          tile_forward_sparse(
            currents.base, share, lists.degrees + front.firstDegree, Int64(front.eliminated),
            lists.nodes + front.firstNode, lists.neighbours + front.firstSpoke)
        } else {
          tile_forward(
            currents.base, share, lists.nodes + front.firstNode, Int64(front.count),
            Int64(front.eliminated), scratch.base)
        }
      }
    }
  }

  /// The inner nodes' voltages; `hasCurrents` once currents were handed on.
  func backward(hasCurrents: Bool) {
    let lanes = Self.lanes
    let currents = hasCurrents ? currents.base : nil
    program.withLists { lists in
      for index in program.order.reversed() {
        let front = lists.fronts[Int(index)]
        let share = shares.base + front.firstShare * lanes
        let inverse = inverses.base + front.firstInverse * lanes
        if front.isLeaf {
          tile_backward_sparse(
            voltages.base, currents, share, inverse, lists.degrees + front.firstDegree,
            Int64(front.eliminated), lists.nodes + front.firstNode,
            lists.neighbours + front.firstSpoke, Int64(front.spokes))
        } else {
          tile_backward(
            voltages.base, currents, share, inverse, lists.nodes + front.firstNode,
            Int64(front.count), Int64(front.eliminated), scratch.base)
        }
      }
    }
  }
}

/// Values of eight doubles each, aligned for the kernels; never empty.
final class LaneBuffer {
  let base: UnsafeMutablePointer<Double>
  private let buffer: UnsafeMutablePointer<Double>
  private let doubles: Int

  /// Uninitialised.
  init(_ values: Int) {
    doubles = (values + 2) * TileLanes.lanes
    buffer = BufferPool.take(doubles)
    let address = UnsafeMutableRawPointer(buffer).alignedUp(toMultipleOf: 64)
    base = address.assumingMemoryBound(to: Double.self)
  }

  deinit { BufferPool.giveBack(buffer, doubles) }
}

extension TileProgram {
  /// The lists as the kernels take them.
  struct Lists {
    let fronts: UnsafePointer<Front>
    let nodes: UnsafePointer<Int32>
    let maps: UnsafePointer<Int32>
    let inputSources: UnsafePointer<Int32>
    let inputPlaces: UnsafePointer<Int32>
    let degrees: UnsafePointer<UInt16>
    let spokes: UnsafePointer<UInt16>
    let neighbours: UnsafePointer<Int32>
    let targets: UnsafePointer<UInt16>
  }

  func withLists(_ body: (Lists) -> Void) {
    fronts.withUnsafeBufferPointer { fronts in
      guard let fronts = fronts.baseAddress else { return }
      Self.pointers(nodes, maps, inputSources) { nodes, maps, sources in
        Self.pointers(inputPlaces, neighbours, []) { places, neighbours, _ in
          Self.pointers(degrees, spokes, targets) { degrees, spokes, targets in
            body(
              Lists(
                fronts: fronts, nodes: nodes, maps: maps, inputSources: sources,
                inputPlaces: places, degrees: degrees, spokes: spokes, neighbours: neighbours,
                targets: targets))
          }
        }
      }
    }
  }

  /// An empty array has an address as well, of which nothing is read.
  private static func pointers<Element>(
    _ a: [Element], _ b: [Element], _ c: [Element],
    _ body: (UnsafePointer<Element>, UnsafePointer<Element>, UnsafePointer<Element>) -> Void
  ) {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        c.withUnsafeBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else {
            preconditionFailure("an array without an address")
          }
          body(a, b, c)
        }
      }
    }
  }
}
