internal import CrossbarArray
internal import CrossbarBackends
internal import CrossbarCore
internal import CrossbarDigest
internal import CrossbarDocuments
internal import CrossbarModel
internal import CrossbarVerify

/// Writes `manifest.json` over the files that stand in a folder.
struct ManifestWriter {
  let configuration: EffectiveConfiguration
  /// Names and digests of the user's files that went in.
  let sources: [(role: String, name: String, digest: FileDigest?)]

  func write(to folder: OutputFolder) throws(Diagnostics) {
    var files: [JSONValue] = []
    for path in FolderCheck.files(in: folder.path) where path != Manifest.fileName {
      let digest = try FileDigest(path: "\(folder.path)/\(path)", name: path)
      files.append(
        .inlineObject([
          ("path", .string(path)), ("size", .integer(digest.size)),
          ("sha256", .string(digest.sha256)),
        ]))
    }
    let document = JSONValue.object([
      ("format", .string(Manifest.format)),
      (
        "tool",
        .object([("name", .string("dendrite")), ("version", .string(Dendrite.version))])
      ),
      ("seed", .unsigned(configuration.seed)),
      (
        "configuration",
        .object([
          ("bits", .integer(configuration.bits)),
          ("scheme", .string(configuration.scheme.rawValue)),
          ("dialects", .array(configuration.dialects.map { .string($0.name) })),
          (
            "tile",
            .object([
              ("rows", .integer(configuration.tile.rows)),
              ("columns", .integer(configuration.tile.columns)),
            ])
          ),
          (
            "monte_carlo",
            .object([
              ("arrays", .integer(configuration.arrays)),
              ("circuit_arrays", .integer(configuration.circuitArrays)),
            ])
          ),
          (
            "sources",
            .object(
              sources.map { source in
                (
                  source.role,
                  .object(
                    [("name", JSONValue.string(source.name))]
                      + (source.digest.map { [("sha256", JSONValue.string($0.sha256))] } ?? []))
                )
              })
          ),
        ])
      ),
      ("files", .array(files)),
    ])
    let sink = try folder.sink(Manifest.fileName)
    document.write(to: sink)
    try sink.close()
  }
}
