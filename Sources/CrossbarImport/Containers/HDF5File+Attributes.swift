internal import CHDF5

extension HDF5File {
  /// Largest attribute that is read, in bytes.
  private static let largestAttribute = 1 << 28

  /// The texts of an attribute, of fixed or variable length, scalar or array; nil where the object has no such
  /// attribute or it holds no texts. An empty array of another type counts as no texts: `[]`.
  func strings(_ path: String, attribute name: String) -> [String]? {
    Self.locked {
      withObject(path) { object in
        guard H5Aexists(object, name) > 0 else { return nil }
        let attribute = H5Aopen(object, name, dendrite_H5P_DEFAULT())
        guard attribute >= 0 else { return nil }
        defer { H5Aclose(attribute) }
        return strings(attribute: attribute, name: name, of: object)
      } ?? nil
    }
  }

  /// The single text of an attribute.
  func string(_ path: String, attribute name: String) -> String? {
    strings(path, attribute: name).flatMap { $0.count == 1 ? $0[0] : nil }
  }

  /// A list of texts that Keras splits over `name0`, `name1` … where it is long.
  func stringList(_ path: String, attribute name: String) -> [String]? {
    if let whole = strings(path, attribute: name) { return whole }
    var joined: [String] = []
    var part = 0
    while let texts = strings(path, attribute: "\(name)\(part)") {
      joined += texts
      part += 1
    }
    return part > 0 ? joined : nil
  }

  private func strings(attribute: hid_t, name: String, of object: hid_t) -> [String]? {
    let type = H5Aget_type(attribute)
    let space = H5Aget_space(attribute)
    defer {
      if type >= 0 { H5Tclose(type) }
      if space >= 0 { H5Sclose(space) }
    }
    guard type >= 0, space >= 0, let shape = Self.shape(space: space),
      let count = Self.product(shape),
      count <= 1 << 20
    else { return nil }
    if count == 0 || H5Sget_simple_extent_type(space) == H5S_NULL { return [] }
    guard H5Tget_class(type) == H5T_STRING else { return nil }
    return H5Tis_variable_str(type) > 0
      ? variableStrings(attribute: name, of: object, count: count)
      : Self.fixedStrings(attribute: attribute, type: type, count: count)
  }

  /// Read from the image, not by the library; nil where the reference leads nowhere.
  private func variableStrings(attribute name: String, of object: hid_t, count: Int) -> [String]? {
    var info = H5O_info_t()
    guard dendrite_H5Oget_info(object, &info) >= 0, let address = Int(exactly: info.addr),
      let texts = image.variableStrings(attribute: name, objectAddress: address)
    else { return nil }
    return texts.count >= count ? Array(texts.prefix(count)) : nil
  }

  private static func fixedStrings(attribute: hid_t, type: hid_t, count: Int) -> [String]? {
    let length = H5Tget_size(type)
    let (total, overflow) = length.multipliedReportingOverflow(by: count)
    guard length > 0, !overflow, total <= largestAttribute else { return nil }
    var bytes = [UInt8](repeating: 0, count: total)
    guard H5Aread(attribute, type, &bytes) >= 0 else { return nil }
    let isSpacePadded = H5Tget_strpad(type) == H5T_STR_SPACEPAD
    return (0..<count).map { index in
      var text = bytes[index * length..<(index + 1) * length].prefix { $0 != 0 }
      while isSpacePadded, text.last == 0x20 { text.removeLast() }
      return String(decoding: text, as: UTF8.self)
    }
  }
}
