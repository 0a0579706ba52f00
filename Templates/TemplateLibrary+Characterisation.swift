extension TemplateLibrary {
  /// `characterise-iv-sweep.cir`: four-segment sweeps of single memristors.
  public static var ivSweep: String { text(PackageResources.characterise_iv_sweep_cir) }
}
