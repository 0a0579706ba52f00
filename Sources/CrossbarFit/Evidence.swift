internal import CrossbarDevices
internal import CrossbarCore
internal import CrossbarDocuments
internal import CrossbarMeasurement
internal import CrossbarStatistics

/// What stands behind each number of a device file, for people and for other programs: nothing here is read by a compilation.
enum Evidence {
  /// The families tried on a quantity, their tests, and what else was found.
  static func quantity(_ fit: QuantityFit) -> DocumentNode {
    var node = DocumentNode.mapping([])
    node.append("why", DocumentNode(fit.reason))
    node.append("median", rounded(fit.median))
    if case .family(let family) = fit.model {
      node.append(
        "interval_method",
        DocumentNode("\(family.parameters[0].method.rawValue), 95 %"))
    }
    node.append("families", .list(fit.assessments.map { assessment($0, fit.clusters) }))
    if let variance = fit.variance { node.append("variance", Self.variance(variance, fit)) }
    if let trend = fit.trend {
      node.append(
        "trend",
        DocumentNode.mapping([
          .init("test", "Spearman along the cycles of each device, combined"),
          .init("z", rounded(trend.z)), .init("p", rounded(trend.p)),
          .init("devices", DocumentNode(trend.devices)),
        ]).flow)
    }
    if let lag = fit.lag {
      node.append(
        "lag_1",
        DocumentNode.mapping([
          .init("correlation", rounded(lag.coefficient)), .init("p", rounded(lag.p)),
          .init("cycles", DocumentNode(lag.n)),
        ]).flow)
    }
    if !fit.outliers.isEmpty {
      node.append(
        "outliers",
        DocumentNode.list(
          fit.outliers.prefix(100).map { index in
            DocumentNode.mapping([
              .init("device", DocumentNode(fit.sample.devices[index])),
              .init("cycle", DocumentNode(fit.sample.cycles[index])),
              .init("value", rounded(fit.sample.observations[index].exactValue ?? 0)),
            ]).flow
          }
        ).above(
          "kept in the fit"
            + (fit.outliers.count > 100 ? "; the first 100 of \(fit.outliers.count)" : "")))
    }
    return node
  }

  private static func assessment(
    _ assessment: FamilyAssessment, _ clusters: Clusters?
  ) -> DocumentNode {
    var node = DocumentNode.mapping([
      .init("distribution", DocumentNode(assessment.family.rawValue))
    ])
    switch assessment.fit {
    case .failure(let failure):
      node.append("no_fit", DocumentNode("\(failure)"))
    case .success(let fit):
      if assessment.family == .lognormal { node.append("log_base", "e") }
      for parameter in fit.parameters {
        node.append(parameter.name, DocumentNode(parameter.value))
        node.append("\(parameter.name)_interval", interval(parameter.low, parameter.high))
      }
      node.append("sigma_unbiased", optional: fit.sigmaUnbiased.map { DocumentNode($0) })
      node.append("log_likelihood", DocumentNode(fit.logLikelihood))
      node.append("aic", DocumentNode(fit.aic))
      node.append("aicc", optional: fit.aicc.map { DocumentNode($0) })
      node.append("bic", DocumentNode(fit.bic))
    }
    if let goodness = assessment.goodness {
      for (name, test) in [
        ("kolmogorov_smirnov", goodness.ks),
        ("anderson_darling", goodness.ad),
        ("cramer_von_mises", goodness.cvm),
      ] {
        node.append(
          name,
          DocumentNode.mapping([
            .init("statistic", DocumentNode(test.statistic)), .init("p", DocumentNode(test.p)),
          ]).flow)
      }
      node.append(
        "bootstrap",
        DocumentNode.mapping(
          [
            .init("replicates", DocumentNode(goodness.replicates)),
            .init("observations", DocumentNode(goodness.sampleSize)),
          ] + (clusters.map { [.init("device_correlation", rounded($0.correlation))] } ?? [])
        ).flow)
    }
    return node
  }

  private static func variance(
    _ result: Result<VarianceComponents, VarianceFailure>, _ fit: QuantityFit
  ) -> DocumentNode {
    switch result {
    case .failure(let failure): return DocumentNode("not told apart: \(failure)")
    case .success(let split):
      return DocumentNode.mapping([
        .init("of", DocumentNode(fit.usesLogarithm ? "natural logarithm" : "value")),
        .init("device_sigma", rounded(split.deviceSigma)),
        .init("cycle_sigma", rounded(split.cycleSigma)),
        .init("device_share", rounded(split.intraclassCorrelation.value)),
        .init(
          "device_share_interval",
          interval(split.intraclassCorrelation.low, split.intraclassCorrelation.high)),
      ])
    }
  }

  /// Rank correlations of every pair.
  static func correlation(_ fit: CorrelationFit) -> DocumentNode {
    DocumentNode.mapping([
      .init("conclusion", DocumentNode(fit.sentence)),
      .init(
        "pairs",
        .list(
          fit.pairs.map { pair in
            DocumentNode.mapping([
              .init("first", DocumentNode(pair.first.rawValue)),
              .init("second", DocumentNode(pair.second.rawValue)),
              .init("cycles", DocumentNode(pair.count)),
              .init("spearman", rounded(pair.spearman.coefficient)),
              .init("spearman_p", rounded(pair.spearman.p)),
              .init("kendall", rounded(pair.kendall.coefficient)),
              .init("kendall_p", rounded(pair.kendall.p)),
            ]).flow
          })),
    ])
  }

  /// Batches, failures by kind, and whether the batches differ.
  static func yield(_ fit: YieldFit) -> DocumentNode {
    var node = DocumentNode.mapping([])
    node.append(
      "conditions",
      DocumentNode.mapping(
        YieldFit.Condition.allCases.compactMap { condition in
          let count = fit.count(condition)
          return count == 0 ? nil : .init(condition.rawValue, DocumentNode(count))
        }
      ).flow)
    if fit.batches.count > 1 {
      node.append(
        "batches",
        .list(
          fit.rows.dropLast().map { row in
            DocumentNode.mapping([
              .init("batch", DocumentNode(row.name)), .init("working", DocumentNode(row.working)),
              .init("measured", DocumentNode(row.trials)),
              .init("wilson_interval", interval(row.wilson.low, row.wilson.high)),
              .init("clopper_pearson_interval", interval(row.exact.low, row.exact.high)),
            ]).flow
          }))
    }
    if let homogeneity = fit.homogeneity {
      node.append(
        "homogeneity",
        DocumentNode.mapping([
          .init("chi_squared", rounded(homogeneity.chiSquared)), .init("p", rounded(homogeneity.p)),
          .init("permutation_p", rounded(homogeneity.conditionalP ?? homogeneity.p)),
        ]).flow)
    }
    let failed = fit.devices.filter { $0.condition != .working && $0.condition != .unknown }
    if !failed.isEmpty {
      node.append(
        "failed",
        .list(
          failed.prefix(500).map { device in
            DocumentNode.mapping([
              .init("device", DocumentNode(device.name)),
              .init("condition", DocumentNode(device.condition.rawValue)),
            ]).flow
          }))
    }
    return node
  }

  static func interval(_ low: Double, _ high: Double) -> DocumentNode {
    DocumentNode.row([low, high].map(\.sixDigits))
  }

  static func rounded(_ value: Double) -> DocumentNode {
    value.isFinite ? DocumentNode(value.sixDigits) : DocumentNode("not finite")
  }
}
