internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices

/// `corners`, `statistics` and `cell-monte-carlo`: the fitted, correlated distribution in a simulator's own words.
struct StatisticsDeck {
  private typealias E = NetlistExpression

  let input: BackendInput
  let dialect: any NetlistDialect

  private var statistics: DeviceStatistics { input.device.statistics }

  /// Runs of the Monte Carlo.
  static let samples = 200

  var cornersName: String { dialect.libraryFile("corners") }
  var statisticsName: String { dialect.libraryFile("statistics") }

  /// Sections `typical`, `slow_set`, `weak_lrs` and `leaky_hrs` that set corner_vset and so on.
  var corners: String {
    let sections = DeviceCorner.allCases.map { corner in
      let device = corner.device(statistics)
      let scores = corner.scores(statistics)
      let list = [scores.0, scores.1, scores.2, scores.3].map(\.netlistText)
      return NetlistSection(
        name: corner.rawValue,
        comment: "\(Self.meaning(corner)); normal scores \(list.joined(separator: ", "))",
        parameters: zip(
          DeviceQuantity.allCases, [device.vSet, device.vReset, device.rLRS, device.rHRS]
        ).map { NetlistParameter("corner_\($0.parameter)", .number($1)) })
    }
    let header = """
      Corners of \(input.device.name.oneLine) for \(dialect.title)
      One quantity at \(DeviceCorner.sigmas.netlistText) standard deviations of its normal score, the others at their means given
      that one. Pass corner_vset, corner_vrst (V), corner_rlrs and corner_rhrs (Ohm) on to a cell or a memristor.
      \(StatisticsValues.lines(statistics).joined(separator: "\n"))
      """
    return DeckText.text(
      cornersName, items: [.comment(header), .sections(sections)], dialect: dialect)
  }

  private static func meaning(_ corner: DeviceCorner) -> String {
    switch corner {
    case .typical: "medians"
    case .slowSet: "V_SET high"
    case .weakLRS: "R_LRS high"
    case .leakyHRS: "R_HRS low"
    }
  }

  /// The random numbers, and `memristor_drawn ag au x`, a memristor made of them.
  var library: String {
    var items: [NetlistItem] = [
      .comment(
        """
        Statistics of \(input.device.name.oneLine) for \(dialect.title)
        z1 to z4 are drawn for V_SET, |V_RST|, R_LRS and R_HRS; memristor_drawn is a memristor of what they give.
        Include it behind \(dialect.libraryFile("cell")).
        \(StatisticsValues.lines(statistics).joined(separator: "\n"))
        """)
    ]
    items.append(.comment(mixingComment))
    items.append(.random(draws))
    for (quantity, expression) in zip(DeviceQuantity.allCases, expressions) {
      items.append(.comment("\(quantity.parameter): \(expression.remark)"))
    }
    let comment =
      dialect.drawsInstances
      ? "Each instance has its own draw." : "All instances have one draw, a new one each run."
    if !dialect.drawsInstances { items.append(.derived(values)) }
    items.append(.comment(comment))
    items.append(.subcircuit(drawn))
    return DeckText.text(statisticsName, items: items, dialect: dialect)
  }

  private var mixingComment: String {
    statistics.correlation == nil
      ? "The four are independent."
      : "Normal scores of that correlation: the matrix's Cholesky factor times independent ones."
  }

  /// The expressions of the four quantities, of z1 … z4 or of their mixtures.
  private var expressions: [ScoreExpression] {
    DeviceQuantity.allCases.enumerated().map { index, quantity in
      ScoreExpression(
        statistics[quantity].distribution,
        of: statistics.correlation == nil ? "z\(index + 1)" : "c\(index + 1)",
        isCorrelated: statistics.correlation != nil, name: "drawn_\(quantity.parameter)")
    }
  }

  var draws: [RandomParameter] {
    expressions.enumerated().map { RandomParameter(name: "z\($0 + 1)", kind: $1.kind) }
  }

  /// c1 … c4 where scores are mixed, then the drawn values.
  private var values: [NetlistParameter] {
    var list: [NetlistParameter] = []
    if let factor = statistics.correlation?.factor {
      for (index, row) in factor.enumerated() {
        let terms = row[...index].enumerated().map { place, weight in
          E.number(weight) * .parameter("z\(place + 1)")
        }
        list.append(NetlistParameter("c\(index + 1)", terms.dropFirst().reduce(terms[0], +)))
      }
    }
    list += expressions.flatMap(\.parts)
    let raw = expressions.map(\.value)
    list.append(NetlistParameter("drawn_vset", raw[0]))
    list.append(NetlistParameter("drawn_vrst", raw[1]))
    list.append(NetlistParameter("drawn_r1", raw[2]))
    list.append(NetlistParameter("drawn_r2", raw[3]))
    list.append(NetlistParameter("drawn_rlrs", .min("drawn_r1", "drawn_r2")))
    list.append(NetlistParameter("drawn_rhrs", .max("drawn_r1", "drawn_r2")))
    return list
  }

  private var drawn: Subcircuit {
    Subcircuit(
      name: "memristor_drawn", ports: ["ag", "au", "x"],
      parameters: dialect.drawsInstances ? values : [],
      body: [
        .instance(
          SubcircuitInstance(
            name: "1", nodes: ["ag", "au", "x"], subcircuit: "memristor",
            parameters: DeviceQuantity.allCases.map {
              NetlistParameter($0.parameter, .parameter("drawn_\($0.parameter)"))
            }))
      ])
  }
}
