internal import CrossbarCore

/// One variable of a layer in the file.
struct KerasVariable {
  /// `kernel`, `bias`, `gamma` …
  var name: String
  /// Path of the dataset inside the HDF5 file.
  var path: String
  var shape: [Int]
}

/// The variables of a Keras model, in either of the two layouts of its HDF5 files.
struct KerasWeights {
  /// How layers are found.
  enum Layout {
    /// `layers/dense_1/vars/0`: groups named by class and counted.
    case archive
    /// `model_weights/<layer>` with the attribute `weight_names`.
    case legacy
  }

  let file: String
  let hdf5: HDF5File
  let layout: Layout

  /// Why a layer's variables cannot be told.
  struct Failure: Error {
    let reason: String
    var help: String?
  }

  /// The variables of a layer under the names the caller expects, in that order.
  func variables(of layer: KerasLayer, named names: [String]) throws(Failure) -> [KerasVariable] {
    let stored: [(name: String?, path: String)]
    switch layout {
    case .archive: stored = try archiveVariables(of: layer).map { (nil, $0) }
    case .legacy: stored = legacyVariables(of: layer)
    }
    guard stored.count == names.count else {
      throw Failure(
        reason: stored.isEmpty
          ? "the file holds no variables for it"
          : "the file holds \(stored.count) variables for it, and its configuration means "
            + "\(names.count) (\(names.joined(separator: ", ")))")
    }
    var variables: [KerasVariable] = []
    for (index, name) in names.enumerated() {
      // Older files name their variables; where the names are the expected ones they decide, else the order.
      let path = stored.first { $0.name == name }?.path ?? stored[index].path
      guard let shape = hdf5.shape(path) else {
        throw Failure(reason: "its \(name) at '\(path)' is missing")
      }
      variables.append(KerasVariable(name: name, path: path, shape: shape))
    }
    guard Set(variables.map(\.path)).count == names.count else {
      throw Failure(reason: "its variables cannot be told apart by their names")
    }
    return variables
  }

  /// Numbers in all variables of a layer, of whatever class; 0 where the file holds none.
  func parameterCount(of layer: KerasLayer) -> Int {
    switch layout {
    case .archive:
      guard let group = try? archiveGroup(of: layer) else { return 0 }
      return hdf5.elementCount(below: group, skipping: ["seed_generator"])
    case .legacy:
      return legacyVariables(of: layer).reduce(0) {
        $0 &+ (hdf5.shape($1.path).flatMap(HDF5File.product) ?? 0)
      }
    }
  }

  // MARK: .keras

  private func archiveVariables(of layer: KerasLayer) throws(Failure) -> [String] {
    let group = try archiveGroup(of: layer)
    let recorded = hdf5.string("\(group)/vars", attribute: "name")
    if let recorded, recorded != layer.name {
      throw Failure(
        reason: "the file's group '\(group)', which its place in the model points to, holds the "
          + "variables of '\(recorded)'",
        help: "the file's two parts do not belong together; save the model again")
    }
    return hdf5.children("\(group)/vars").compactMap(Int.init).sorted().map {
      "\(group)/vars/\($0)"
    }
  }

  private func archiveGroup(of layer: KerasLayer) throws(Failure) -> String {
    var path = ""
    for position in layer.classTrail {
      let containers = ["layers", "_layer_checkpoint_dependencies"].map {
        path.isEmpty ? $0 : "\(path)/\($0)"
      }
      guard let container = containers.first(where: hdf5.isGroup) else {
        throw Failure(reason: "model.weights.h5 has no group '\(containers[0])'")
      }
      let base = Self.snakeCase(position.className)
      let group = position.index == 0 ? base : "\(base)_\(position.index)"
      // Keras 2.12 counted dense, dense_2, dense_3: the order decides where all are there.
      let numbered = hdf5.children(container).compactMap { child -> (number: Int, name: String)? in
        if child == base { return (0, child) }
        guard child.hasPrefix("\(base)_"), let number = Int(child.dropFirst(base.count + 1)) else {
          return nil
        }
        return (number, child)
      }.sorted { $0.number < $1.number }
      let name = numbered.count == position.count ? numbered[position.index].name : group
      path = "\(container)/\(name)"
      guard hdf5.isGroup(path) else {
        throw Failure(reason: "model.weights.h5 has no group '\(path)' for it")
      }
    }
    return path
  }

  /// `BatchNormalization` → `batch_normalization`, `ReLU` → `re_lu`, as Keras names groups.
  static func snakeCase(_ className: String) -> String {
    let letters = className.unicodeScalars.filter {
      $0.properties.isAlphabetic || $0 == "_" || ("0"..."9").contains($0)
    }
    let characters = Array(String(String.UnicodeScalarView(letters)))
    // A capital followed by small letters starts a word, and so does a capital after a small letter.
    var text = ""
    for (index, character) in characters.enumerated() {
      let startsWord =
        index > 0 && character.isUppercase
        && (characters[index - 1].isLowercase
          || (index + 1 < characters.count && characters[index + 1].isLowercase))
      if startsWord { text.append("_") }
      text += character.lowercased()
    }
    return text
  }

  // MARK: .h5

  private func legacyVariables(of layer: KerasLayer) -> [(name: String?, path: String)] {
    guard let outermost = layer.nameTrail.first else { return [] }
    // Keras writes the groups below model_weights; some older files have them at the root.
    let root = hdf5.isGroup("model_weights") ? "model_weights/\(outermost)" : outermost
    let names = hdf5.stringList(root, attribute: "weight_names") ?? []
    return names.compactMap { name in
      let parts = name.split(separator: "/").map(String.init)
      if layer.nameTrail.count > 1, parts.dropLast().last != layer.name { return nil }
      let last = parts.last.map { $0.split(separator: ":").first.map(String.init) ?? $0 }
      return (last, "\(root)/\(name)")
    }
  }
}
