/// What the names of a workbook's sheets of data say: runs of one device, or devices.
struct SheetNames {
  private let runs: [String: Int]
  private let count: Int
  /// Whether the numbered names (`Run3`, `Sheet3`, `3`) all differ, so that they are runs in their order.
  private let areRunsDistinct: Bool

  /// - Parameter names: sheets of data in the workbook's order.
  init(_ names: [String]) {
    count = names.count
    let hasAppended = names.contains { $0.lowercased().hasPrefix("append") }
    var runs: [String: Int] = [:]
    for name in names {
      let lower = name.lowercased().filter { $0 != " " && $0 != "_" }
      if let run = NameFacts(name).run {
        runs[name] = run
      } else if hasAppended, lower == "data" {
        runs[name] = 1
      } else if lower.hasPrefix("append"), let number = Int(lower.dropFirst(6)) {
        runs[name] = number + 1
      } else if names.count > 1 {
        for word in ["sheet", "tabelle", "feuil", "hoja", "foglio", "data"]
        where lower.hasPrefix(word) {
          if let number = Int(lower.dropFirst(word.count).filter { $0 != "(" && $0 != ")" }) {
            runs[name] = number
          }
        }
      }
    }
    self.runs = runs
    areRunsDistinct = Set(runs.values).count == runs.count
  }

  /// Sheets by ascending run, as Clarius stores the last run first, then those without in the workbook's order.
  func order(_ sheets: [SheetResult]) -> [SheetResult] {
    guard areRunsDistinct else { return sheets }
    let numbered = sheets.filter { $0.name.map { runs[$0] != nil } ?? false }
    let others = sheets.filter { !($0.name.map { runs[$0] != nil } ?? false) }
    return numbered.sorted { run($0.name) < run($1.name) } + others
  }

  private func run(_ name: String?) -> Int { name.flatMap { runs[$0] } ?? 0 }

  /// Takes what the name says into the facts of the file.
  func apply(_ name: String, order: Int, to facts: inout NameFacts) {
    var named = NameFacts(name)
    named.run = runs[name]
    if named.device == nil, named.run == nil, named.half == nil, count > 1, named.isRestTelling {
      named.device = name
    }
    facts.take(named)
  }
}
