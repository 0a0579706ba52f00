internal import CrossbarCore
internal import CrossbarLayout
internal import CrossbarMasks

/// Lines that say what design rules and registration found.
enum RuleSummary {
  static func lines(
    _ rules: [RuleFinding], _ registration: RegistrationStress, _ process: CrossbarLayout.Process
  ) -> [String] {
    let errors = rules.count { $0.severity == .error }
    var lines = [
      "rules        \(DesignRule.allCases.count - 2) rules: \(errors) errors, "
        + "\(rules.count - errors) warnings"
    ]
    lines += registration.table.split(separator: "\n").enumerated().map {
      ($0.offset == 0 ? "registration " : "             ") + $0.element
    }
    return lines
  }
}
