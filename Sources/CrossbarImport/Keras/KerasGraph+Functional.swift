internal import CrossbarCore

extension KerasGraphReader {
  /// One call of a layer: the layers whose outputs it takes.
  private struct Call {
    var sources: [String] = []
    var shapes: [[Int]?] = []
    /// Called with `training=True`, so that dropout stays random at inference.
    var isTraining = false
  }

  /// A functional model. Where it is one chain, the layers come in the order of the data.
  func readFunctional(_ config: JSONValue, scope: Scope) throws(Diagnostics) -> KerasGraph {
    let entries = config["layers"]?.array ?? []
    var list = try layerList(entries, scope: scope)
    let calls = entries.map { ($0["inbound_nodes"]?.array ?? []).map(Self.call) }
    let inputs = Self.references(config["input_layers"])
    let outputs = Self.references(config["output_layers"])
    findProblems(&list, calls: calls, inputs: inputs, outputs: outputs)

    var order = Array(list.indices)
    if list.allSatisfy({ $0.graphProblem == nil }) {
      order = try chain(list, calls: calls, output: outputs.first, scope: scope)
    }
    var graph = KerasGraph(
      name: config["name"]?.string ?? "model", layers: [],
      isChain: list.allSatisfy { $0.graphProblem == nil }, inputShape: nil)
    // The key under which a layer's output is known: a nested model's is its last layer's.
    var keys: [String: String] = [:]
    for index in order {
      var layer = list[index]
      if calls[index].count == 1, calls[index][0].sources.count == 1 {
        let source = calls[index][0].sources[0]
        layer.predecessor = keys[source] ?? (scope.names + [source]).joined(separator: "/")
        layer.recordedInputShape = layer.recordedInputShape ?? calls[index][0].shapes[0]
      } else if layer.className == "InputLayer" {
        layer.predecessor = scope.entry
      }
      let expanded = try expand(layer, entries: entries, in: list, scope: scope)
      graph.isChain = graph.isChain && expanded.isChain
      graph.layers += expanded.layers
      keys[layer.name] = expanded.layers.last?.key ?? layer.predecessor
    }
    graph.inputShape = graph.layers.first { $0.className == "InputLayer" }?.configuredInputShape
    return graph
  }

  /// Marks every layer that keeps the graph from being one chain.
  private func findProblems(
    _ list: inout [KerasLayer], calls: [[Call]], inputs: [String], outputs: [String]
  ) {
    var consumers: [String: [String]] = [:]
    for (layer, calls) in zip(list, calls) {
      for source in Set(calls.flatMap(\.sources)) {
        consumers[source, default: []].append(layer.name)
      }
    }
    let known = Set(list.map(\.name))
    for index in list.indices {
      let name = list[index].name
      let taken = consumers[name, default: []]
      let isInput = list[index].className == "InputLayer"
      var reasons: [String] = []
      if calls[index].count > 1 { reasons.append("it is used \(calls[index].count) times") }
      if let call = calls[index].first {
        if call.sources.count > 1 {
          reasons.append("it joins \(call.sources.count) inputs (\(Self.quoted(call.sources)))")
        } else if call.sources.isEmpty {
          reasons.append("its input cannot be told from the file")
        } else if let missing = call.sources.first(where: { !known.contains($0) }) {
          reasons.append("its input '\(missing)' is not a layer of the model")
        }
        if call.isTraining, KerasLayer.identities.contains(list[index].className) {
          reasons.append("it is called with training=True and stays random at inference")
        }
      } else if !isInput {
        reasons.append("nothing feeds it")
      }
      if taken.count > 1 {
        reasons.append("its output goes to \(taken.count) layers (\(Self.quoted(taken)))")
      } else if taken.count == 1, outputs.contains(name) {
        reasons.append("its output is an output of the model and also goes to '\(taken[0])'")
      }
      if isInput, inputs.count > 1 {
        reasons.append("the model has \(inputs.count) inputs (\(Self.quoted(inputs)))")
      }
      if outputs.count > 1, outputs.contains(name) {
        reasons.append("the model has \(outputs.count) outputs (\(Self.quoted(outputs)))")
      }
      if !reasons.isEmpty { list[index].graphProblem = reasons.joined(separator: "; ") }
    }
  }

  /// Indices of the layers from the input to the output.
  private func chain(
    _ list: [KerasLayer], calls: [[Call]], output: String?, scope: Scope
  ) throws(Diagnostics) -> [Int] {
    var order: [Int] = []
    var next = output.flatMap { name in list.firstIndex { $0.name == name } }
    guard next != nil else {
      throw malformed("its output is not one of its layers", at: scope.element)
    }
    while let index = next {
      guard !order.contains(index) else {
        throw malformed("'\(list[index].name)' feeds itself", at: list[index].element)
      }
      order.append(index)
      next = calls[index].first?.sources.first.flatMap { name in
        list.firstIndex { $0.name == name }
      }
    }
    return order.reversed()
  }

  private static func quoted(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
  }

  /// Layer names in `[name, node, tensor]` references, however deep they stand.
  private static func references(_ value: JSONValue?) -> [String] {
    guard let value else { return [] }
    if let name = reference(value) { return [name] }
    switch value {
    case .array(let elements): return elements.flatMap { references($0) }
    case .object(let members):
      return members.sorted { $0.key < $1.key }.flatMap { references($0.value) }
    default: return []
    }
  }

  private static func reference(_ value: JSONValue) -> String? {
    guard let parts = value.array, parts.count >= 3, parts[1].integer != nil,
      parts[2].integer != nil
    else { return nil }
    return parts[0].string
  }

  /// A call in the form of Keras 2 (nested lists) or of Keras 3 (`args` with `keras_history`).
  private static func call(_ node: JSONValue) -> Call {
    var call = Call()
    collect(node, into: &call)
    return call
  }

  private static func collect(_ value: JSONValue, into call: inout Call) {
    if let name = reference(value) {
      call.sources.append(name)
      call.shapes.append(nil)
      if let keywords = value.array?.dropFirst(3).first { collect(keywords, into: &call) }
      return
    }
    switch value {
    case .array(let elements):
      for element in elements { collect(element, into: &call) }
    case .object(let members):
      if members["class_name"]?.string == "__keras_tensor__" {
        let config = members["config"]
        guard let name = config?["keras_history"].flatMap(reference) else { return }
        call.sources.append(name)
        call.shapes.append(KerasLayer.shapeWithoutBatch(config?["shape"]))
      } else {
        if members["training"]?.bool == true { call.isTraining = true }
        for (_, member) in members.sorted(by: { $0.key < $1.key }) { collect(member, into: &call) }
      }
    default: break
    }
  }
}
