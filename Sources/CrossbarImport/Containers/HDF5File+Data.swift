internal import CHDF5

extension HDF5File {
  /// Why a dataset is not read.
  struct Unreadable: Error {
    let reason: String
  }

  /// All elements of a dataset in row-major order, converted to double.
  func doubles(_ path: String) throws(Unreadable) -> [Double] {
    let result: Result<[Double], Unreadable>? = Self.locked {
      withObject(path) { object in
        guard H5Iget_type(object) == H5I_DATASET else {
          return .failure(Unreadable(reason: "it is a group, not a dataset"))
        }
        return Self.readDoubles(dataset: object)
      }
    }
    guard let result else { throw Unreadable(reason: "there is no such dataset") }
    return try result.get()
  }

  private static func readDoubles(dataset: hid_t) -> Result<[Double], Unreadable> {
    if let reason = storageProblem(dataset: dataset) {
      return .failure(Unreadable(reason: reason))
    }
    guard let shape = shape(dataset: dataset), let count = product(shape), count <= mostElements
    else { return .failure(Unreadable(reason: "it has more than \(mostElements) elements")) }
    let type = H5Dget_type(dataset)
    guard type >= 0 else { return .failure(Unreadable(reason: "it has no type")) }
    defer { H5Tclose(type) }
    let kind = H5Tget_class(type)
    guard kind == H5T_FLOAT || kind == H5T_INTEGER else {
      return .failure(Unreadable(reason: "its elements are not plain numbers"))
    }
    let width = H5Tget_size(type)
    let stored = Int(clamping: H5Dget_storage_size(dataset))
    let (claimed, overflow) = count.multipliedReportingOverflow(by: width)
    guard count == 0 || stored > 0, !overflow,
      count <= 1 << 20 || claimed / highestRatio <= stored
    else {
      return .failure(
        Unreadable(reason: "it claims \(count) elements but only \(stored) bytes are stored"))
    }
    guard count > 0 else { return .success([]) }
    var status: herr_t = -1
    let values = [Double](unsafeUninitializedCapacity: count) { buffer, filled in
      status = H5Dread(
        dataset, dendrite_H5T_NATIVE_DOUBLE(), dendrite_H5S_ALL(), dendrite_H5S_ALL(),
        dendrite_H5P_DEFAULT(), buffer.baseAddress)
      filled = status >= 0 ? count : 0
    }
    guard status >= 0 else {
      return .failure(Unreadable(reason: "its data is truncated or damaged"))
    }
    return .success(values)
  }

  /// Data kept in other files is not followed.
  private static func storageProblem(dataset: hid_t) -> String? {
    let properties = H5Dget_create_plist(dataset)
    guard properties >= 0 else { return "its storage cannot be told" }
    defer { H5Pclose(properties) }
    guard H5Pget_external_count(properties) == 0, H5Pget_layout(properties) != H5D_VIRTUAL else {
      return "its data lies in another file, which is not followed"
    }
    return nil
  }
}
