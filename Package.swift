// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]

let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "dendrite",
  products: [
    .executable(name: "dendrite", targets: ["dendrite"]),
    // The exact solver of tiles with their wires, for programs of others.
    .library(name: "CrossbarSolver", targets: ["CrossbarSolver", "CrossbarCore"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // System libraries.
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5-serial", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),

    // Diagnostics, SI quantities, matrix storage, byte sink, random numbers.
    .target(name: "CrossbarCore", swiftSettings: strict, linkerSettings: [.linkedLibrary("m")]),
    // YAML and JSON documents read strictly, with the line of every value.
    .target(
      name: "CrossbarDocuments", dependencies: ["CrossbarCore", yams], swiftSettings: strict),
    // Size and SHA-256 of files.
    .target(
      name: "CrossbarDigest", dependencies: ["CrossbarCore", "COpenSSL"], swiftSettings: strict),
    // XML written into a byte sink, and validation against a schema.
    .target(
      name: "CrossbarXML", dependencies: ["CrossbarCore", "CLibXML2"], swiftSettings: strict),
    // The network as trained, its integer codes, the exact integer reference inference.
    .target(
      name: "CrossbarModel", dependencies: ["CrossbarCore", "COpenBLAS"], swiftSettings: strict),
    // One folder per network file format, and the files that hold inputs.
    .target(
      name: "CrossbarImport",
      dependencies: ["CrossbarCore", "CrossbarFiles", "CrossbarModel", "CHDF5"],
      swiftSettings: strict),
    // Statistics of measured devices → sampled devices → compact-model parameters.
    .target(
      name: "CrossbarDevices",
      dependencies: ["CrossbarCore", "CrossbarDocuments", "CrossbarStatistics"],
      swiftSettings: strict),
    // Maximum likelihood with censoring, goodness of fit, intervals, correlation.
    .target(
      name: "CrossbarStatistics", dependencies: ["CrossbarCore"], swiftSettings: strict,
      linkerSettings: [.linkedLibrary("m")]),
    // Bytes of files, zip archives and gzip data, read within bounds.
    .target(
      name: "CrossbarFiles", dependencies: ["CrossbarCore", "CZip", "CZlib"],
      swiftSettings: strict),
    // Measurement files → tables → sweeps, values and series → one record a cycle.
    .target(
      name: "CrossbarMeasurement",
      dependencies: [
        "CrossbarCore", "CrossbarFiles", "CrossbarXML", "CrossbarStatistics", "CrossbarDevices",
      ],
      swiftSettings: strict),
    // From records of cycles to a device file and a report.
    .target(
      name: "CrossbarFit",
      dependencies: [
        "CrossbarCore", "CrossbarMeasurement", "CrossbarStatistics", "CrossbarDevices",
        "CrossbarDocuments", "CrossbarDigest", "CrossbarTemplates",
      ],
      swiftSettings: strict),
    // The electrical array: cells, tiles, placement, write plan.
    .target(
      name: "CrossbarArray", dependencies: ["CrossbarCore", "CrossbarModel", "CrossbarDevices"],
      swiftSettings: strict),
    // Geometry as a function of a cell, process layers, design rules.
    .target(
      name: "CrossbarLayout",
      dependencies: ["CrossbarCore", "CrossbarDocuments", "CrossbarArray"],
      swiftSettings: strict),
    // Device-level behaviour, programming, reading, Monte Carlo.
    .target(
      name: "CrossbarSimulation",
      dependencies: [
        "CrossbarCore", "CrossbarModel", "CrossbarDevices", "CrossbarArray", "CrossbarSolver",
        "CrossbarStatistics", "CSamplingKernels",
      ],
      swiftSettings: strict),
    // Random words of many cells at once, compiled for several vector widths.
    .target(name: "CSamplingKernels"),
    // The innermost loops of tiles solved side by side, compiled for several vector widths.
    .target(name: "CTileKernels"),
    // A tile with its wires, solved exactly: effective conductances, voltages, power.
    .target(
      name: "CrossbarSolver", dependencies: ["CrossbarCore", "COpenBLAS", "CTileKernels"],
      swiftSettings: strict),
    // Templates/ embedded into the binary and rendered strictly.
    .target(
      name: "CrossbarTemplates",
      dependencies: [
        "CrossbarCore", .product(name: "Mustache", package: "swift-mustache"),
      ],
      path: "Templates",
      resources: [
        .embedInCode("device.yaml"), .embedInCode("process.yaml"),
        .embedInCode("memristor.va"), .embedInCode("memristor-osdi.cir"),
        .embedInCode("tile.cir"), .embedInCode("program-read.cir"),
        .embedInCode("program-read-control.cir"), .embedInCode("programmed.cir"),
        .embedInCode("read.cir"), .embedInCode("read-control.cir"),
        .embedInCode("crossbar.cir"), .embedInCode("crossbar-read.cir"),
        .embedInCode("crossbar-read-control.cir"),
        .embedInCode("characterise-iv-sweep.cir"),
        .embedInCode("characterise-dc-hysteresis.cir"),
        .embedInCode("characterise-pulse-train.cir"),
        .embedInCode("characterise-endurance.cir"),
        .embedInCode("characterise-compliance.cir"),
        .embedInCode("characterise-switching-time.cir"),
        .embedInCode("print-job.xsd"), .embedInCode("pattern.xsd"),
        .embedInCode("plot-style.gp"), .embedInCode("plot-iv.gp"),
        .embedInCode("plot-distribution.gp"), .embedInCode("plot-quantiles.gp"),
        .embedInCode("plot-states.gp"), .embedInCode("plot-cycles.gp"),
        .embedInCode("plot-series.gp"),
      ],
      swiftSettings: strict),
    // One folder per artefact: SPICE, VerilogA, SVG, Raster, Pattern, GDSII, Gerber, DXF, PDF, PrintJob.
    .target(
      name: "CrossbarBackends",
      dependencies: [
        "CrossbarCore", "CrossbarDocuments", "CrossbarModel", "CrossbarDevices", "CrossbarArray",
        "CrossbarLayout", "CrossbarSimulation", "CrossbarTemplates", "CrossbarDigest",
        "CrossbarXML", "CZlib",
      ],
      swiftSettings: strict),
    // Reads masks back with readers of its own: shapes, circuit, rules. Never imports the backends.
    .target(
      name: "CrossbarMasks",
      dependencies: [
        "CrossbarCore", "CrossbarFiles", "CrossbarArray", "CrossbarLayout", "CrossbarTemplates",
        "CrossbarDigest", "CrossbarXML",
      ],
      swiftSettings: strict),
    // Reads the artefacts back with readers of its own and compares. Never imports the backends.
    .target(
      name: "CrossbarVerify",
      dependencies: [
        "CrossbarCore", "CrossbarDocuments", "CrossbarFiles", "CrossbarModel", "CrossbarDevices",
        "CrossbarArray", "CrossbarLayout", "CrossbarSimulation", "CrossbarStatistics",
        "CrossbarTemplates", "CrossbarDigest", "CrossbarMasks",
      ],
      swiftSettings: strict),
    // Runs decks under ngspice and holds what they print against the behavioural simulator.
    .target(
      name: "CrossbarCircuitRun",
      dependencies: [
        "CrossbarCore", "CrossbarArray", "CrossbarSimulation", "CrossbarVerify",
        // For the layout of what VerifiedArray holds: an incremental build asks for them.
        "CrossbarModel", "CrossbarDevices",
      ],
      swiftSettings: strict),
    // The pipeline as one function, the project file, the report.
    .target(
      name: "CrossbarCompiler",
      dependencies: [
        "CrossbarCore", "CrossbarDocuments", "CrossbarModel", "CrossbarImport", "CrossbarDevices",
        "CrossbarArray", "CrossbarLayout", "CrossbarSimulation", "CrossbarTemplates",
        "CrossbarBackends", "CrossbarDigest", "CrossbarMasks", "CrossbarVerify",
        "CrossbarStatistics",
        // CrossbarMeasurement for the layout of what CrossbarFit's types hold: an incremental build asks for it.
        "CrossbarFit", "CrossbarMeasurement",
      ],
      swiftSettings: strict),
    // The command line; the only target that logs or prints.
    .executableTarget(
      name: "dendrite",
      dependencies: [
        "CrossbarCore", "CrossbarDocuments", "CrossbarCompiler", "CrossbarModel", "CrossbarImport",
        "CrossbarLayout", "CrossbarVerify", "CrossbarSimulation", "CrossbarDevices",
        "CrossbarArray", "CrossbarTemplates", "CrossbarFit", "CrossbarMeasurement",
        "CrossbarStatistics", "CrossbarCircuitRun",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CrossbarCoreTests", dependencies: ["CrossbarCore", "CrossbarDocuments"],
      swiftSettings: strict),
    .testTarget(
      name: "CrossbarStatisticsTests", dependencies: ["CrossbarCore", "CrossbarStatistics"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "CrossbarMeasurementTests",
      dependencies: [
        "CrossbarCore", "CrossbarFiles", "CrossbarStatistics", "CrossbarMeasurement", "CZip",
        "CrossbarDevices",
      ],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    // Device files read and written, and devices drawn, against SciPy and PyYAML.
    .testTarget(
      name: "CrossbarDevicesTests",
      dependencies: ["CrossbarCore", "CrossbarDocuments", "CrossbarDevices", "CrossbarTemplates"],
      swiftSettings: strict),
    .testTarget(
      name: "CrossbarFitTests",
      dependencies: [
        "CrossbarCore", "CrossbarStatistics", "CrossbarMeasurement", "CrossbarDevices",
        "CrossbarFit", "CrossbarTemplates",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CrossbarModelTests", dependencies: ["CrossbarCore", "CrossbarModel"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "CrossbarSimulationTests",
      dependencies: [
        "CrossbarCore", "CrossbarModel", "CrossbarDevices", "CrossbarArray", "CrossbarSimulation",
        "CrossbarStatistics", "CrossbarTemplates", "CrossbarSolver",
        // The digits example, whose arrays are timed.
        "CrossbarImport",
      ],
      exclude: ["tile_reference.py", "monte_carlo_peer.py"], resources: [.copy("Fixtures")],
      swiftSettings: strict),
    // Tiles with wires against a sparse LU, exact fractions and badcrossbar.
    .testTarget(
      name: "CrossbarSolverTests", dependencies: ["CrossbarCore", "CrossbarSolver", "COpenBLAS"],
      exclude: ["reference.py", "peers.py", "peer_speed.py"], swiftSettings: strict),
    // The SPICE backend, its reader, and ngspice on its decks.
    .testTarget(
      name: "CrossbarSPICETests",
      dependencies: [
        "CrossbarCore", "CrossbarModel", "CrossbarDevices", "CrossbarArray", "CrossbarLayout",
        "CrossbarTemplates", "CrossbarBackends", "CrossbarVerify", "CrossbarSimulation",
      ],
      swiftSettings: strict),
    // Every dialect's decks, read by parsers that share nothing with the writer.
    .testTarget(
      name: "CrossbarDialectTests",
      dependencies: [
        "CrossbarCore", "CrossbarModel", "CrossbarDevices", "CrossbarArray", "CrossbarLayout",
        "CrossbarTemplates", "CrossbarBackends", "CrossbarStatistics",
      ],
      exclude: ["read_decks.py", "spicelib_decks.py"],
      swiftSettings: strict),
    // The Verilog-A module under its independent compilers.
    .testTarget(
      name: "VerilogATests",
      dependencies: [
        "CrossbarCore", "CrossbarModel", "CrossbarDevices", "CrossbarArray", "CrossbarLayout",
        "CrossbarTemplates", "CrossbarBackends",
      ],
      exclude: ["residuals.py", "transient.py", "enable.va"],
      swiftSettings: strict),
    // The built command, run as a user runs it.
    .testTarget(
      name: "DendriteTests", dependencies: ["dendrite"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "CrossbarImportTests",
      dependencies: ["CrossbarCore", "CrossbarModel", "CrossbarImport"],
      resources: [.copy("Fixtures")],
      swiftSettings: strict),
    .testTarget(
      name: "CrossbarLayoutTests",
      dependencies: ["CrossbarCore", "CrossbarArray", "CrossbarLayout", "CrossbarTemplates"],
      swiftSettings: strict),
    .testTarget(
      name: "CrossbarMaskTests",
      dependencies: [
        "CrossbarCore", "CrossbarModel", "CrossbarDevices", "CrossbarArray", "CrossbarLayout",
        "CrossbarTemplates", "CrossbarBackends", "CrossbarMasks", "CrossbarVerify",
        "CrossbarDigest", "CrossbarXML", "CZlib",
      ],
      resources: [
        .copy("klayout_check.py"), .copy("klayout_gdsii.py"), .copy("raster_check.py"),
        .copy("format_check.py"), .copy("Furniture/furniture_check.py"),
        .copy("Furniture/sheet_map_check.py"),
        .copy("Circuit/klayout_circuit.py"),
        .copy("Circuit/inject_faults.py"), .copy("Circuit/svg_to_gds.py"),
        .copy("Circuit/graphs.py"),
        .copy("Rules/klayout_rules.py"),
        .copy("Rules/klayout_registration.py"), .copy("Rules/klayout_faults.py"),
        .copy("style_check.py"),
      ],
      swiftSettings: strict),
  ]
)
