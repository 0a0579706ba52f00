extension TemplateLibrary {
  /// `characterise-iv-sweep.cir`: four-segment sweeps of single memristors.
  public static var ivSweep: String { text(PackageResources.characterise_iv_sweep_cir) }
  /// `characterise-dc-hysteresis.cir`: a sweep as a DC analysis.
  public static var dcHysteresis: String { text(PackageResources.characterise_dc_hysteresis_cir) }
  /// `characterise-pulse-train.cir`: SET, RESET and read pulses.
  public static var pulseTrain: String { text(PackageResources.characterise_pulse_train_cir) }
  /// `characterise-endurance.cir`: cycles up to the endurance and beyond.
  public static var endurance: String { text(PackageResources.characterise_endurance_cir) }
  /// `characterise-compliance.cir`: SET sweeps at increasing compliance.
  public static var compliance: String { text(PackageResources.characterise_compliance_cir) }
  /// `characterise-switching-time.cir`: switching times against the amplitude.
  public static var switchingTime: String { text(PackageResources.characterise_switching_time_cir) }
}
