internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices

extension ArraySimulator {
  /// The wrong bits of sampled array `array`, in the order of tiles, rows and columns.
  ///
  /// Array 0 is the one whose devices stand in the decks; its layers lie where they are drawn.
  public func bitErrors(array: Int, fidelity: ArrayFidelity) -> [BitError] {
    switch fidelity {
    case .deviceSpread: spreadErrors(array: array)
    case .transistorAndWires(let wiring): circuitErrors(array: array, wiring: wiring)
    }
  }

  private func spreadErrors(array: Int) -> [BitError] {
    let areas = areas(array: array)
    let filter = areas.map { self.filter.scaled(areas: $0) } ?? self.filter
    let block = WordBlock()
    var errors: [BitError] = []
    for pattern in patterns {
      let line = sampler.line(array: array, tile: pattern.tile)
      pattern.forEachBlock { row, columns, bits in
        let first = columns.lowerBound
        block.draw(line, at: DeviceSampler.counter(row: row, column: first))
        var open = UInt64.max >> UInt64(WordBlock.size - columns.count)
        if !filter.isCorrelated { open &= ~filter.surelyRight(storing: bits, block) }
        while open != 0 {
          let index = open.trailingZeroBitCount
          open &= open - 1
          let bit = bits >> UInt64(index) & 1 == 1
          let cause = spreadCause(
            storing: bit, block[index], filter: filter, areas: areas, column: first + index)
          guard let cause else { continue }
          let cell = CellID(tile: pattern.tile, row: row, column: first + index)
          errors.append(BitError(cell: cell, wanted: bit, cause: cause))
        }
      }
    }
    return errors
  }

  private func spreadCause(
    storing bit: Bool, _ words: DeviceSampler.Words, filter: QuickThresholdFilter,
    areas: (even: Double, odd: Double)?, column: Int
  ) -> BitErrorCause? {
    if !filter.isCorrelated, let cause = filter.sureCause(storing: bit, words) { return cause }
    let scores = sampler.scores(words)
    if filter.isCorrelated && filter.isSurelyRight(storing: bit, scores) { return nil }
    let device = sampler.sample(scores: scores).scaled(areas, column: column)
    return rule.read(storing: bit, device: device).cause
  }

  private func circuitErrors(array: Int, wiring: ArrayWiring) -> [BitError] {
    let areas = areas(array: array)
    let rows = patterns.reduce(0) { max($0, $1.rows) }
    let filter =
      areas == nil ? circuitFilter.flatMap { $0.holds(wiring, rows: rows) ? $0 : nil } : nil
    let block = WordBlock()
    let noiseBlock = WordBlock()
    var errors: [BitError] = []
    for pattern in patterns {
      let line = sampler.line(array: array, tile: pattern.tile)
      let noiseLine = noise.line(array: array, tile: pattern.tile)
      pattern.forEachBlock { row, columns, bits in
        let first = columns.lowerBound
        let counter = DeviceSampler.counter(row: row, column: first)
        block.draw(line, at: counter)
        if let noiseLine { noiseBlock.draw(noiseLine, at: counter) }
        for index in 0..<columns.count {
          let bit = bits >> UInt64(index) & 1 == 1
          let words = block[index]
          let noiseWord = noiseLine == nil ? nil : noiseBlock[index].0
          if let filter, filter.isQuiet(noiseWord),
            filter.isCorrelated
              ? filter.isSurelyRight(storing: bit, sampler.scores(words))
              : filter.isSurelyRight(storing: bit, words)
          {
            continue
          }
          let cause = simulator.cause(
            storing: bit, device: sampler.sample(words).scaled(areas, column: first + index),
            circuit: CellCircuit(wiring, row: row), noise: noise.score(noiseWord))
          guard let cause else { continue }
          let cell = CellID(tile: pattern.tile, row: row, column: first + index)
          errors.append(BitError(cell: cell, wanted: bit, cause: cause))
        }
      }
    }
    return errors
  }

  /// The wrong bits of an array whose cells are all alike but for the bit they store.
  func bitErrors(_ cause: (_ bit: Bool) -> BitErrorCause?) -> [BitError] {
    let causes = (zero: cause(false), one: cause(true))
    if causes.zero == nil && causes.one == nil { return [] }
    var errors: [BitError] = []
    for pattern in patterns {
      pattern.forEachCell { row, column, bit in
        guard let cause = bit ? causes.one : causes.zero else { return }
        let cell = CellID(tile: pattern.tile, row: row, column: column)
        errors.append(BitError(cell: cell, wanted: bit, cause: cause))
      }
    }
    return errors
  }

  /// The read current of every cell of a sampled array with the bit that it stores, A.
  func forEachReadCurrent(
    array: Int, fidelity: ArrayFidelity, _ body: (_ bit: Bool, _ current: Double) -> Void
  ) {
    let areas = areas(array: array)
    for pattern in patterns {
      pattern.forEachCell { row, column, bit in
        let device = sampler.sample(array: array, tile: pattern.tile, row: row, column: column)
          .scaled(areas, column: column)
        guard case .transistorAndWires(let wiring) = fidelity else {
          return body(bit, rule.readCurrent(storing: bit, device: device).value)
        }
        let outcome = simulator.run(
          storing: bit, device: device, circuit: CellCircuit(wiring, row: row),
          noise: noise.score(
            array: array, cell: CellID(tile: pattern.tile, row: row, column: column)))
        body(bit, outcome.readCurrent)
      }
    }
  }
}

extension DeviceSample {
  /// The device with the area of its column; see ``RegistrationSpread``.
  fileprivate func scaled(_ areas: (even: Double, odd: Double)?, column: Int) -> DeviceSample {
    guard let areas else { return self }
    return scaled(area: column.isMultiple(of: 2) ? areas.even : areas.odd)
  }
}
