/// The files of `Templates/`, embedded into the binary.
public enum TemplateLibrary {
  /// The paper's device as a device file.
  public static var device: String { text(PackageResources.device_yaml) }
  /// The paper's process as a process file.
  public static var process: String { text(PackageResources.process_yaml) }
  /// The schema of `print-job.xml`.
  public static var printJobSchema: String { text(PackageResources.print_job_xsd) }

  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
