public import CrossbarCore
internal import CrossbarMeasurement
internal import CrossbarTemplates

/// All plots of a report.
public struct PlotSet: Sendable {
  public var plots: [PlotFile]

  /// Devices whose I–V curves are drawn.
  static let devices = 200

  /// Names of the plots, see ``PlotFile/name``.
  public var names: [String] { plots.map(\.name) }

  /// Makes scripts and data of every plot that the result has data for.
  public static func make(_ result: FitResult) throws(Diagnostics) -> PlotSet {
    var plots: [PlotFile] = []
    for fit in result.quantities {
      if let plot = try DistributionPlots.distribution(fit) { plots.append(plot) }
      if let plot = try DistributionPlots.quantiles(fit) { plots.append(plot) }
      if let plot = try CurvePlots.cycles(fit.quantity, result.records) { plots.append(plot) }
    }
    if let plot = try CurvePlots.states(result.records) { plots.append(plot) }
    for axis in [ResistanceSeries.Axis.cycle, .time] {
      if let plot = try CurvePlots.series(result.series, axis: axis) { plots.append(plot) }
    }
    return PlotSet(plots: plots + (try curves(result)))
  }

  /// I–V curves, a plot a device.
  private static func curves(_ result: FitResult) throws(Diagnostics) -> [PlotFile] {
    var order: [String] = []
    var groups: [String: [SweepTrace]] = [:]
    for trace in result.traces {
      let key = trace.deviceKey
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(trace)
    }
    let digits = String(order.count).count
    var plots: [PlotFile] = []
    for place in CurvePlots.spread(order.count, over: devices) {
      let number = String(place + 1)
      let name = "iv-" + String(repeating: "0", count: digits - number.count) + number
      plots.append(
        try CurvePlots.currentVoltage(
          device: order[place], traces: groups[order[place]] ?? [], floor: result.currentFloor,
          name: name))
    }
    return plots
  }

  /// Name of the file with what all plots share.
  public static let styleName = "style.gp"

  /// Writes scripts and data into a folder, with the style that they share.
  ///
  /// - Parameter style: a style of the user's that stays; by default the one of the templates.
  public func write(to folder: OutputFolder, style: String? = nil) throws(Diagnostics) {
    let shared = try TemplateRenderer.render(
      TemplateLibrary.plotStyle, name: Self.styleName, values: [:])
    try folder.write(style ?? shared, to: Self.styleName)
    for plot in plots {
      try folder.write(plot.script, to: "\(plot.name).gp")
      let sink = try folder.sink("\(plot.name).dat")
      plot.data.withUnsafeBytes { sink.append(bytes: $0) }
      try sink.close()
    }
  }
}

extension FitResult {
  /// The report as a page; its pictures lie in `folder` beside it.
  ///
  /// - Parameter absence: why there are no pictures, where there are none.
  public func report(plots: PlotSet, folder: String, absence: String?) -> String {
    FitReport(
      result: self, plots: plots.plots.map { ($0.name, $0.caption) }, folder: folder,
      absence: absence
    ).html
  }
}
