internal import CrossbarSimulation
internal import CrossbarStatistics

/// One line of the ladder's table.
struct LadderRung {
  var name: String
  /// Share of the inputs classified right: with Wilson's interval over the inputs where nothing is sampled, otherwise the mean over
  /// arrays with its interval.
  var accuracy: Estimate
  /// Against the rung above, array by array.
  var change: Estimate?
  var bitErrors: Estimate?
  /// Share of arrays that classify every input right.
  var allRight: Estimate?
  /// What there is to say of it.
  var remark: String?

  /// The whole ladder, from the network as trained to the last rung.
  static func all(_ state: SimulationState) -> [LadderRung] {
    let setting = state.setting
    let count = setting.inputCount
    let unit = 1 / Double(count)
    func share(_ name: String, _ correct: Int) -> LadderRung {
      LadderRung(name: name, accuracy: .share(correct, of: count))
    }
    var rungs = [
      share("float", setting.floatCorrect), share("quantized", setting.quantizedCorrect),
      share("ideal array", setting.idealCorrect),
    ]
    let names = ["+ device spread", "+ wires", "+ read noise", "+ faults"]
    for (index, stage) in state.tally.stages.enumerated() {
      guard let mean = stage.correct.mean(unit: unit), let bits = stage.bitErrors.mean() else {
        continue
      }
      var rung = LadderRung(name: names[index], accuracy: clamped(mean))
      // Column sums decode no bits.
      if setting.ladder.options.reading != .columnSum {
        rung.bitErrors = Estimate(value: bits.value, low: max(0, bits.low), high: bits.high)
      }
      rung.allRight = .share(stage.correct[count], of: stage.arrays)
      if index > 0 {
        rung.change = stage.change.mean(unit: unit)
      } else if let mean = stage.correct.mean(unit: unit) {
        let ideal = Double(setting.idealCorrect) * unit
        rung.change = Estimate(
          value: mean.value - ideal, low: mean.low - ideal, high: mean.high - ideal)
      }
      if SampledStage.allCases[index] == .readNoise && !setting.deviceHasNoise {
        rung.remark = "the device file states none"
      }
      rungs.append(rung)
    }
    return rungs
  }

  private static func clamped(_ estimate: Estimate) -> Estimate {
    Estimate(
      value: estimate.value, low: max(0, estimate.low), high: min(1, estimate.high))
  }
}
