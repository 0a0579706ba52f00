public import CrossbarCore
internal import CrossbarFiles

/// Reads measurement files: text of any dialect and XLSX workbooks.
public enum MeasurementReader {
  /// Largest file that is read, packed or not.
  public static let largestFile = 256 << 20
  /// Packed texts above this size may not be packed more than a hundred to one.
  static let freeSize = 64 << 20
  /// Most rows of one table of values.
  static let mostRecords = 1 << 20

  /// Reads all files, on all cores, and says how each was understood.
  ///
  /// The result depends on the files, their order and the options alone.
  ///
  /// - Throws: everything that is wrong with any of the files: `import/…` where one cannot be read at all, `measure/foreign-format`
  ///   for formats that are not read, `measure/no-table`, `measure/columns`, `measure/not-understood` and `measure/unit` with
  ///   the line where one is not understood and the option that would help, `measure/too-large` beyond the limits.
  public static func read(
    paths: [String], options: ReadingOptions = ReadingOptions()
  ) throws(Diagnostics) -> ReadMeasurements {
    var paths = paths
    var early: [Diagnostic] = []
    try refuseContradictions(options)
    var seen: Set<String> = []
    paths.removeAll { path in
      if seen.insert(path).inserted { return false }
      early.append(
        .warning(
          "measure/repeated-file", "the file is named twice and read once", at: .init(file: path)))
      return true
    }
    let named = paths
    let facts = names(named, options, &early)
    let opened = parallelMap(count: named.count) { index in
      result { () throws(Diagnostics) in try OpenedFile(path: named[index], options: options) }
    }
    // The sheets of all workbooks, a few at a time, so that one archive is opened for several.
    var jobs: [(file: Int, sheets: Range<Int>)] = []
    for (file, one) in opened.enumerated() {
      guard case .success(let opened) = one else { continue }
      let count = opened.sheetCount
      let step = max(1, min(16, (count + 15) / 16))
      for start in stride(from: 0, to: count, by: step) {
        jobs.append((file, start..<min(count, start + step)))
      }
    }
    let listed = jobs
    let parts = parallelMap(count: listed.count) { index -> [SheetResult] in
      guard case .success(let file) = opened[listed[index].file] else { return [] }
      return file.grids(listed[index].sheets)
    }
    var sheets = [[SheetResult]](repeating: [], count: named.count)
    for (job, part) in zip(listed, parts) { sheets[job.file] += part }
    let gathered = sheets
    let results = parallelMap(count: named.count) { index -> FileResult in
      switch opened[index] {
      case .failure(let diagnostics): FileResult(failed: named[index], diagnostics)
      case .success(let file):
        FileResult(file, sheets: gathered[index], facts: facts[index], options: options)
      }
    }
    return try joined(results, early: early, options: options)
  }

  private static func result<Value>(
    _ body: () throws(Diagnostics) -> Value
  ) -> Result<Value, Diagnostics> {
    do throws(Diagnostics) { return .success(try body()) } catch { return .failure(error) }
  }

  private static func joined(
    _ results: [FileResult], early: [Diagnostic], options: ReadingOptions
  ) throws(Diagnostics) -> ReadMeasurements {
    var read = ReadMeasurements()
    read.warnings = early
    var errors: [Diagnostic] = []
    for result in results {
      errors += result.errors
      read.warnings += result.warnings
      read.files.append(ReadFile(path: result.path, tables: result.tables))
      read.traces += result.traces
      read.records += result.records
      read.series += result.series
    }
    if !errors.isEmpty { throw Diagnostics(errors + read.warnings) }
    read.warnings += unusedOptions(options, read.files)
    return read
  }

  /// - Throws: `measure/columns` where one name is given to two roles.
  private static func refuseContradictions(_ options: ReadingOptions) throws(Diagnostics) {
    var roles: [String: ColumnRole] = [:]
    var findings: [Diagnostic] = []
    for (role, name) in options.columns {
      let earlier = roles.updateValue(role, forKey: name.lowercased())
      if let earlier, earlier != role {
        findings.append(
          .error(
            "measure/columns",
            "the column '\(name)' is named \(earlier.rawValue) and \(role.rawValue): one column cannot be two things"
          ))
      }
    }
    if !findings.isEmpty { throw Diagnostics(findings) }
  }

  /// Options that name a column which no file has, and a shunt across which nothing was read.
  private static func unusedOptions(_ options: ReadingOptions, _ files: [ReadFile]) -> [Diagnostic]
  {
    let columns = files.flatMap(\.tables).flatMap(\.columns)
    var shunt: [Diagnostic] = []
    if let ohms = options.shunt, !columns.contains(where: { $0.reason.contains("volts across") }) {
      shunt.append(
        .warning(
          "measure/unused-option",
          "the shunt of \(TableRecogniser.rounded(ohms)) ohm is not used: no file has a current in volts",
          help: "name the column of volts across it with --column current=…"))
    }
    return options.columns.compactMap { role, name in
      if columns.contains(where: { $0.role == role && $0.reason.hasPrefix("by option") }) {
        return nil
      }
      return .warning(
        "measure/unused-option", "no file has a column '\(name)' to be taken as \(role.rawValue)")
    }
      + options.units.compactMap { name, unit in
        if columns.contains(where: { $0.reason.contains("unit by option") && ($0.unit == unit) }) {
          return nil
        }
        return .warning(
          "measure/unused-option", "no file has a column '\(name)' to be taken in \(unit)")
      }
      + shunt
  }

  /// What the files' names say; files of one name in different folders are different devices.
  private static func names(
    _ paths: [String], _ options: ReadingOptions, _ warnings: inout [Diagnostic]
  ) -> [NameFacts] {
    let named = paths.map { NameFacts.file($0, pattern: options.namePattern) }
    var facts = named.map(\.facts)
    if let pattern = options.namePattern, let first = paths.first,
      !named.contains(where: \.isStated)
    {
      let stem = NameFacts.stem(first.split(separator: "/").last.map(String.init) ?? first)
      warnings.append(
        .warning(
          "measure/unused-option", "no file's name is built as '\(pattern)'",
          help:
            "the pattern must describe the whole name without folder and ending, such as that of '\(stem)'"
        ))
    }
    var folders: [String: Set<String>] = [:]
    func folder(_ path: String) -> String {
      path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }
    for (path, facts) in zip(paths, facts) {
      if let device = facts.device { folders[device, default: []].insert(folder(path)) }
    }
    for index in facts.indices where facts[index].half == nil {
      guard let device = facts[index].device, folders[device, default: []].count > 1,
        let name = folder(paths[index]).split(separator: "/").last, name != device
      else { continue }
      facts[index].device = "\(name)/\(device)"
    }
    return facts
  }
}
