internal import CrossbarDevices
internal import CrossbarStatistics
internal import CrossbarCore
internal import CrossbarMeasurement
internal import CrossbarTemplates

/// Plots of what was measured, without any fit: I–V curves, states, cycles, series.
enum CurvePlots {
  /// Curves drawn for one device; of more, evenly chosen ones with the first and the last.
  static let curvesPerDevice = 60
  /// Points drawn of one curve.
  static let pointsPerCurve = 400

  /// The I–V curves of one device, in the order of its traces.
  static func currentVoltage(
    device: String, traces: [SweepTrace], floor: Double, name: String
  ) throws(Diagnostics) -> PlotFile {
    let chosen = spread(traces.count, over: curvesPerDevice)
    var data = PlotData()
    var low = Double.infinity
    var high = 0.0
    for index in chosen {
      let trace = traces[index]
      data.begin(
        "V A, \(trace.origin.file.split(whereSeparator: \.isNewline).joined(separator: " "))")
      for point in thinned(trace) {
        let magnitude = abs(trace.current[point])
        data.row(trace.voltage[point], magnitude > 0 ? trace.current[point] : .nan)
        if magnitude > 0, magnitude.isFinite {
          low = min(low, magnitude)
          high = max(high, magnitude)
        }
      }
    }
    // At most twelve decades: below lies the rounding of the instrument.
    let top = high > 0 ? high * 3 : 1
    let bottom = max(low.isFinite ? low / 2 : top / 1e6, top * 1e-12)
    let count = traces.count == 1 ? "1 measurement" : "\(traces.count) measurements"
    let shown = chosen.count < traces.count ? ", \(chosen.count) of them shown" : ""
    return try PlotFile(
      name: name, caption: "I–V curves of \(device), \(count)\(shown)",
      template: TemplateLibrary.plotIV,
      values: [
        "title": .text("\(device): \(count)\(shown)".quotedForGnuplot),
        "low": .number(bottom.sixDigits), "high": .number(top.sixDigits),
        "floor": .list(
          floor > bottom && floor < top ? [["value": .number(floor.sixDigits)]] : []),
        "cycles": .integer(chosen.count),
      ], data: data)
  }

  /// Indices of at most `limit` of `count` things, evenly spread, first and last among them.
  static func spread(_ count: Int, over limit: Int) -> [Int] {
    if count <= limit { return Array(0..<count) }
    return (0..<limit).map { $0 * (count - 1) / (limit - 1) }
  }

  /// The points of a trace to draw: of every stretch the first one and those of least and greatest current.
  private static func thinned(_ trace: SweepTrace) -> [Int] {
    let count = trace.voltage.count
    if count <= pointsPerCurve { return Array(0..<count) }
    let stretches = pointsPerCurve / 3
    return (0..<stretches).flatMap { stretch in
      let range = stretch * count / stretches..<(stretch + 1) * count / stretches
      let least = range.min { abs(trace.current[$0]) < abs(trace.current[$1]) }
      let greatest = range.max { abs(trace.current[$0]) < abs(trace.current[$1]) }
      return Set([range.lowerBound, least, greatest].compactMap { $0 }).sorted()
    } + [count - 1]
  }

  /// R_LRS against R_HRS, a point a cycle that shows both.
  static func states(_ records: [CycleRecord]) throws(Diagnostics) -> PlotFile? {
    let pairs = records.compactMap { record -> (low: Double, high: Double)? in
      guard let low = record.values[.rLRS]?.exactValue, let high = record.values[.rHRS]?.exactValue
      else { return nil }
      return (low, high)
    }
    guard let left = pairs.map(\.low).min(), let right = pairs.map(\.low).max(),
      let bottom = pairs.map(\.high).min(), let top = pairs.map(\.high).max()
    else { return nil }
    var data = PlotData()
    data.begin("R_LRS in ohm, R_HRS in ohm")
    for pair in pairs { data.row(pair.low, pair.high) }
    let ratios = [1e2, 1e3, 1e4].map { limit in pairs.count { $0.high >= limit * $0.low } }
    func share(_ count: Int) -> String { FitText.percent(Double(count) / Double(pairs.count)) }
    return try PlotFile(
      name: "states",
      caption:
        "R_LRS against R_HRS: ratio over 100 in \(share(ratios[0])), over 1,000 in \(share(ratios[1])), "
        + "over 10,000 in \(share(ratios[2])) of \(pairs.count) cycles",
      template: TemplateLibrary.plotStates,
      values: [
        "title": .text("Ratio over 1,000 in \(share(ratios[1]))"),
        "points": .text("\(pairs.count) cycles"), "low": .number((left / 3).sixDigits),
        "high": .number((right * 3).sixDigits),
        "bottom": .number((bottom / 3).sixDigits),
        "top": .number((top * 3).sixDigits),
      ], data: data)
  }

  /// A quantity in the order of the cycles, a line a device, censored values as triangles.
  static func cycles(
    _ quantity: DeviceQuantity, _ records: [CycleRecord]
  ) throws(Diagnostics) -> PlotFile? {
    var devices: [String] = []
    var points: [String: [(cycle: Int, value: Double)]] = [:]
    var bounds: [(cycle: Int, value: Double)] = []
    for record in records {
      switch record.values[quantity] {
      case .exact(let value) where value > 0:
        let device = record.deviceKey
        if points[device] == nil { devices.append(device) }
        points[device, default: []].append((record.cycle, value))
      case .above(let value) where value > 0, .below(let value) where value > 0:
        bounds.append((record.cycle, value))
      default: break
      }
    }
    let all = points.values.joined().map(\.value) + bounds.map(\.value)
    guard let longest = points.values.map(\.count).max(), longest > 1 else { return nil }
    let shown = spread(devices.count, over: 200).map { devices[$0] }
    var data = PlotData()
    for device in shown {
      data.begin("cycle \(quantity.unit)")
      for point in points[device] ?? [] { data.row(Double(point.cycle), point.value) }
    }
    if !bounds.isEmpty {
      data.begin("cycle limit, censored")
      for bound in bounds.prefix(5000) { data.row(Double(bound.cycle), bound.value) }
    }
    let scale = PlotScale(all, quantity: quantity)
    return try PlotFile(
      name: "cycles-\(quantity.rawValue)",
      caption: "\(quantity.symbol) in the order of the cycles"
        + (shown.count < devices.count ? ", \(shown.count) of \(devices.count) devices" : "")
        + (bounds.isEmpty ? "" : "; triangles: censored values"),
      template: TemplateLibrary.plotCycles,
      values: scale.values.merging([
        "quantity": .text(quantity.symbol), "title": .text("\(devices.count) devices"),
        "label": .text(quantity.axisLabel), "devices": .integer(shown.count),
        "censored": .flag(!bounds.isEmpty), "fewCycles": .flag(longest <= 12),
      ]) { $1 }, data: data)
  }

  /// Resistance series of one axis, all devices.
  static func series(
    _ all: [ResistanceSeries], axis: ResistanceSeries.Axis
  ) throws(Diagnostics) -> PlotFile? {
    let wanted = all.filter { $0.axis == axis && !$0.positions.isEmpty }
    if wanted.isEmpty { return nil }
    let shown = spread(wanted.count, over: 200).map { wanted[$0] }
    var data = PlotData()
    for series in shown {
      data.begin("\(axis.rawValue) ohm, \(series.state.rawValue)")
      for index in spread(series.positions.count, over: 2000) {
        data.row(
          series.positions[index], series.resistances[index] > 0 ? series.resistances[index] : .nan)
      }
    }
    let what = axis == .time ? "retention" : "endurance"
    let isLogarithmic = axis == .time && wanted.allSatisfy { ($0.positions.first ?? 0) > 0 }
    return try PlotFile(
      name: what, caption: "Resistance against \(axis.rawValue): \(what), \(wanted.count) series",
      template: TemplateLibrary.plotSeries,
      values: [
        "axis": .text(axis == .time ? "time (s)" : "cycle"), "what": .text(what),
        "title": .text("\(wanted.count) series"), "logarithmic": .flag(isLogarithmic),
        "series": .integer(shown.count),
      ], data: data)
  }
}

/// Axis of a quantity: logarithmic for resistances and for anything that spans more than a factor of 20.
struct PlotScale {
  let isLogarithmic: Bool
  let low: Double
  let high: Double

  init(_ values: [Double], quantity: DeviceQuantity) {
    let positive = values.filter { $0 > 0 && $0.isFinite }
    let least = positive.min() ?? 0.1
    let greatest = positive.max() ?? 1
    let isResistance = quantity == .rLRS || quantity == .rHRS
    isLogarithmic = isResistance || greatest > 20 * least
    low = isLogarithmic ? least / 1.5 : 0
    high = greatest * (isLogarithmic ? 1.5 : 1.1)
  }

  /// Whether tick labels are powers of ten.
  var showsDecades: Bool { isLogarithmic && high > 100 * low }

  var values: [String: TemplateValue] {
    [
      "logarithmic": .flag(isLogarithmic), "decades": .flag(showsDecades),
      "fewDecades": .flag(isLogarithmic && !showsDecades && high < 1000),
    ]
  }

  /// `count` + 1 places from end to end, even on the axis.
  func grid(_ count: Int) -> [Double] {
    let start = isLogarithmic ? low : high / Double(4 * count)
    return (0...count).map { index in
      let t = Double(index) / Double(count)
      return isLogarithmic
        ? start * PortableMath.exp(t * PortableMath.log(high / start)) : start + t * (high - start)
    }
  }
}

extension DeviceQuantity {
  /// Label of an axis, in gnuplot's enhanced text.
  var axisLabel: String {
    switch self {
    case .vSet: "V_{SET}  (V)"
    case .vReset: "|V_{RST}|  (V)"
    case .rLRS: "R_{LRS}  (Ω)"
    case .rHRS: "R_{HRS}  (Ω)"
    }
  }

  /// The unit in text.
  var unitSymbol: String {
    switch self {
    case .vSet, .vReset: "V"
    case .rLRS, .rHRS: "Ω"
    }
  }
}
