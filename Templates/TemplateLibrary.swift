/// The files of `Templates/`, embedded into the binary.
public enum TemplateLibrary {
  /// The paper's device as a device file.
  public static var device: String { text(PackageResources.device_yaml) }
  /// The paper's process as a process file.
  public static var process: String { text(PackageResources.process_yaml) }
  /// `memristor.va`: the compact model in Verilog-A.
  public static var memristorVerilogA: String { text(PackageResources.memristor_va) }
  /// `memristor-osdi.cir`: how ngspice uses the compiled Verilog-A module.
  public static var memristorOSDI: String { text(PackageResources.memristor_osdi_cir) }
  /// `tile.cir`: head of a tile's deck.
  public static var tile: String { text(PackageResources.tile_cir) }
  /// `program-read.cir`: head of a tile's testbench.
  public static var programRead: String { text(PackageResources.program_read_cir) }
  /// `program-read-control.cir`: what a tile's testbench runs, measures and prints.
  public static var programReadControl: String { text(PackageResources.program_read_control_cir) }
  /// `programmed.cir`: head of a programmed tile.
  public static var programmed: String { text(PackageResources.programmed_cir) }
  /// `read.cir`: head of a deck that reads programmed tiles.
  public static var read: String { text(PackageResources.read_cir) }
  /// `read-control.cir`: what such a deck runs, measures and prints.
  public static var readControl: String { text(PackageResources.read_control_cir) }
  /// `crossbar.cir`: head of a programmed tile without transistors.
  public static var crossbar: String { text(PackageResources.crossbar_cir) }
  /// `crossbar-read.cir`: head of a deck that reads it under every scheme.
  public static var crossbarRead: String { text(PackageResources.crossbar_read_cir) }
  /// `crossbar-read-control.cir`: what such a deck runs, measures and prints.
  public static var crossbarReadControl: String { text(PackageResources.crossbar_read_control_cir) }
  /// The schema of `print-job.xml`.
  public static var printJobSchema: String { text(PackageResources.print_job_xsd) }
  /// The schema of `.ptn` files.
  public static var patternSchema: String { text(PackageResources.pattern_xsd) }
  /// `plot-style.gp`: what all plots share.
  public static var plotStyle: String { text(PackageResources.plot_style_gp) }
  /// `plot-iv.gp`: I–V curves of a device.
  public static var plotIV: String { text(PackageResources.plot_iv_gp) }
  /// `plot-distribution.gp`: histogram and distribution function of a quantity.
  public static var plotDistribution: String { text(PackageResources.plot_distribution_gp) }
  /// `plot-quantiles.gp`: Q–Q plot of a quantity.
  public static var plotQuantiles: String { text(PackageResources.plot_quantiles_gp) }
  /// `plot-states.gp`: R_LRS against R_HRS.
  public static var plotStates: String { text(PackageResources.plot_states_gp) }
  /// `plot-cycles.gp`: a quantity in the order of the cycles.
  public static var plotCycles: String { text(PackageResources.plot_cycles_gp) }
  /// `plot-series.gp`: resistance against time or cycles.
  public static var plotSeries: String { text(PackageResources.plot_series_gp) }

  static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
