public import CrossbarArray
internal import CrossbarBackends
public import CrossbarCore
internal import CrossbarDevices
internal import CrossbarDigest
internal import CrossbarDocuments
internal import CrossbarImport
internal import CrossbarLayout
public import CrossbarModel
internal import CrossbarSimulation
internal import CrossbarTemplates
public import CrossbarVerify
internal import Foundation

/// What a compilation made.
public struct CompileOutcome: Sendable {
  public var network: QuantizedNetwork
  public var design: CrossbarDesign
  public var verification: VerificationResult
  /// Warnings and notes of all stages.
  public var notes: [Diagnostic]
  /// A few lines that say what was found.
  public var summary: [String]
}

/// The pipeline: every pass in order, one readable list.
public enum Compiler {
  /// The backends, each of which writes one kind of artefact.
  static let allBackends: [any Backend.Type] = [
    NetworkJSONBackend.self, SPICEBackend.self, VerilogABackend.self, SVGBackend.self,
    RasterBackend.self, PatternBackend.self, PrintedNetlistBackend.self, GDSIIBackend.self,
    OASISBackend.self, GerberBackend.self, TapeCutBackend.self, SheetMapBackend.self,
    PDFBackend.self,
    // The job states the digests of what stands before it.
    PrintJobBackend.self,
  ]

  /// Compiles a trained network into decks, models and masks, and verifies them.
  ///
  /// - Parameter onEvent: receives one line a stage, for progress.
  /// - Throws: everything found wrong by the first stage that finds something. The output folder is then as before.
  public static func compile(
    _ options: CompileOptions, onEvent: (String) -> Void
  ) throws(Diagnostics) -> CompileOutcome {
    var notes: [Diagnostic] = []
    var configuration = try EffectiveConfiguration(options)
    let sources = try Sources(options)
    configuration.fit(sources.process, options)
    notes += sources.device.contradictions(file: options.device ?? "device.yaml")

    onEvent("importing \(options.model)")
    let model = try ModelFile.read(options.model)
    var network = try model.requireNetwork()
    notes += model.diagnostics
    try applyInputScaling(options, to: &network)

    onEvent("quantizing to \(configuration.bits) bits, scheme \(configuration.scheme.rawValue)")
    let quantized = try Quantizer.quantize(
      network, scheme: configuration.scheme, bits: configuration.bits, warnings: &notes)

    let design = CrossbarDesign(quantized, limit: configuration.tile)
    configuration.settle(
      cells: design.cellCount,
      integrated: SimulationCost.integratedShare(
        device: sources.device, wiring: sources.process.wiring()))
    onEvent("mapping to \(design.cellCount) cells in \(design.tileCount) tiles")
    let layout: PhysicalLayout
    do throws(Diagnostics) {
      layout = try PhysicalLayout(design: design, process: sources.process, title: quantized.name)
    } catch {
      throw Diagnostics(
        ProcessFile.located(
          error.all, in: sources.processText, file: sources.process.file))
    }
    let input = BackendInput(
      network: quantized, design: design, device: sources.device,
      layout: layout, wiring: sources.process.wiring(),
      seed: configuration.seed, dialects: configuration.dialects)
    let evaluation = try EvaluationInputs.make(
      options, network: network, quantized: quantized, notes: &notes)
    notes += ReportTransistor.warnings(sources.process, sources.device)
    notes += StyleWarnings.warnings(sources.process, sources.device)
    let problems = allBackends.flatMap { $0.check(input) }
    try problems.throwIfErrors()
    notes += problems

    let transaction = try OutputTransaction(target: options.output)
    do throws(Diagnostics) {
      for backend in allBackends {
        onEvent("writing \(backend.name)")
        try backend.emit(input, to: transaction.folder)
      }
      try transaction.folder.write(sources.deviceText, to: "device.yaml")
      try transaction.folder.write(sources.processText, to: "process.yaml")
      try evaluation.write(to: transaction.folder)
      try TrainedNetworkFile.write(network, to: transaction.folder)
      let manifest = ManifestWriter(configuration: configuration, sources: try sources.digests())
      try manifest.write(to: transaction.folder)

      onEvent("verifying: reading the files back, programming and reading every cell")
      let verification = Verifier.verify(folder: transaction.folder.path)
      try verification.findings.throwIfErrors()
      try transaction.folder.write(
        VerificationJSON.document(verification).text, to: "verify.json")
      let report = ReportMarkdown(
        network: quantized, design: design, device: sources.device, wiring: input.wiring,
        backplane: sources.process.backplane, configuration: configuration,
        floatCorrect: EvaluationInputs.correct(network, evaluation), notes: notes,
        result: verification)
      try transaction.folder.write(report.text, to: "report.md")
      try manifest.write(to: transaction.folder)
      try transaction.commit()
      return CompileOutcome(
        network: quantized, design: design, verification: verification, notes: notes,
        summary: ReportText.summary(verification, seed: configuration.seed))
    } catch {
      transaction.abandon()
      throw transaction.renamed(error)
    }
  }

  /// Takes the input scaling that the user states, where the model does not carry one.
  static func applyInputScaling(
    _ options: CompileOptions, to network: inout Network
  ) throws(Diagnostics) {
    guard options.inputScale != nil || options.inputOffset != nil else { return }
    let scale = options.inputScale ?? 1
    let offset = options.inputOffset ?? 0
    guard network.inputScaling.isIdentity else {
      throw Diagnostics(
        .error(
          "input/scaling",
          "the model scales its inputs itself (\(network.inputScaling.source)); do not state a scaling",
          at: .init(file: options.model)))
    }
    guard scale.isFinite, offset.isFinite, scale != 0 else {
      throw Diagnostics(
        .error(
          "input/scaling",
          "the input scale \(scale) and offset \(offset) must be finite, the scale not 0",
          at: .init(file: "--input-scale")))
    }
    network.inputScaling = InputScaling(scale: scale, offset: offset, source: "stated by the user")
  }
}

/// The user's files beside the model.
struct Sources {
  let model: String
  let device: Device
  let deviceText: String
  let process: CrossbarLayout.Process
  let processText: String
  private let devicePath: String?
  private let processPath: String?

  init(_ options: CompileOptions) throws(Diagnostics) {
    model = options.model
    devicePath = options.device
    processPath = options.process
    var findings: [Diagnostic] = []
    var device: Device?
    var process: CrossbarLayout.Process?
    var deviceText = TemplateLibrary.device
    var processText = TemplateLibrary.process
    do throws(Diagnostics) {
      if let path = options.device { deviceText = try TextFile.read(path) }
      device = try DeviceFile.parse(deviceText, file: options.device ?? "device.yaml")
    } catch {
      findings += error.all
    }
    do throws(Diagnostics) {
      if let path = options.process { processText = try TextFile.read(path) }
      if let style = options.style {
        processText = try ProcessFile.setting(
          style: style, in: processText, file: options.process ?? "process.yaml")
      }
      process = try ProcessFile.parse(
        processText, file: options.process ?? "process.yaml",
        modelText: { (path) throws(Diagnostics) in
          try TextFile.read(Self.modelPath(path, process: options.process))
        })
    } catch {
      findings += error.all
    }
    guard let device, let process else { throw Diagnostics(findings) }
    self.device = device
    self.process = process
    self.deviceText = deviceText
    self.processText = processText
  }

  /// Names and digests for the manifest; the model by its last path component, so that no path of a machine is kept.
  func digests() throws(Diagnostics) -> [(role: String, name: String, digest: FileDigest?)] {
    func entry(
      _ role: String, _ path: String?
    ) throws(Diagnostics) -> (role: String, name: String, digest: FileDigest?) {
      guard let path else { return (role, "embedded default", nil) }
      return (
        role, (path as NSString).lastPathComponent, try FileDigest(path: path, name: path)
      )
    }
    var entries = [
      try entry("model", model), try entry("device", devicePath),
      try entry("process", processPath),
    ]
    if let transistor = process.backplane.transistorModel {
      entries.append(
        try entry("transistor", Self.modelPath(transistor.path, process: processPath)))
    }
    return entries
  }

  /// Where the transistor's own model lies: beside the process file unless its path is absolute.
  private static func modelPath(_ path: String, process: String?) -> String {
    let folder = ((process ?? "") as NSString).deletingLastPathComponent
    return path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)"
  }
}
