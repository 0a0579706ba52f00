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
  /// `cell.lib`: memristor and cell for ngspice.
  public static var cellLibrary: String { text(PackageResources.cell_lib) }
  /// `tile.cir`: head of a tile's deck.
  public static var tile: String { text(PackageResources.tile_cir) }
  /// `program-read.cir`: head of a tile's testbench.
  public static var programRead: String { text(PackageResources.program_read_cir) }
  /// `program-read-control.cir`: what a tile's testbench runs, measures and prints.
  public static var programReadControl: String { text(PackageResources.program_read_control_cir) }
  /// The schema of `print-job.xml`.
  public static var printJobSchema: String { text(PackageResources.print_job_xsd) }

  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
