internal import CHDF5
internal import CrossbarCore
internal import Foundation

/// The HDF5 library keeps global state and is not safe to enter from two threads.
private let libraryLock = NSLock()
/// Images opened so far, under the lock. The library takes two images of one name for one file.
nonisolated(unsafe) private var openedImages = 0

/// An HDF5 file opened for reading. Groups and datasets are named by their path, `layers/dense/vars/0`.
///
/// Only hard links are followed, and only data stored in the file itself is read: a file cannot make its reader
/// open another one.
final class HDF5File {
  /// Bytes in which every HDF5 file begins.
  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
  /// Most elements of one dataset that are read.
  static let mostElements = 1 << 28
  /// Datasets above 1 Mi elements may not be packed more than this.
  static let highestRatio = 1100
  private let file: hid_t
  let image: HDF5Image

  /// Opens the image of a file held in memory; nil if it is not a whole HDF5 file.
  init?(bytes: [UInt8]) {
    image = HDF5Image(bytes: bytes)
    var bytes = bytes
    file = Self.locked {
      let access = H5Pcreate(dendrite_H5P_FILE_ACCESS())
      guard access >= 0 else { return -1 }
      defer { H5Pclose(access) }
      guard H5Pset_fapl_core(access, 1 << 20, false) >= 0,
        bytes.withUnsafeMutableBytes({
          H5Pset_file_image(access, $0.baseAddress, $0.count)
        }) >= 0
      else { return -1 }
      openedImages += 1
      return H5Fopen("image-\(openedImages)", dendrite_H5F_ACC_RDONLY(), access)
    }
    if file < 0 { return nil }
  }

  deinit {
    let file = file
    if file >= 0 { _ = Self.locked { H5Fclose(file) } }
  }

  /// Runs with the library locked and its error printing off.
  static func locked<Result>(_ body: () -> Result) -> Result {
    libraryLock.lock()
    defer { libraryLock.unlock() }
    dendrite_H5E_silence()
    return body()
  }

  /// Names of the links in a group in alphabetical order; empty where there is no such group.
  func children(_ path: String) -> [String] {
    Self.locked {
      withObject(path) { object in
        guard H5Iget_type(object) == H5I_GROUP else { return [] }
        var info = H5G_info_t()
        guard H5Gget_info(object, &info) >= 0 else { return [] }
        return (0..<min(info.nlinks, 1 << 20)).compactMap { index in
          let length = H5Lget_name_by_idx(
            object, ".", H5_INDEX_NAME, H5_ITER_INC, index, nil, 0, dendrite_H5P_DEFAULT())
          guard length > 0, length < 1 << 16 else { return nil }
          var name = [CChar](repeating: 0, count: length + 1)
          guard
            H5Lget_name_by_idx(
              object, ".", H5_INDEX_NAME, H5_ITER_INC, index, &name, name.count,
              dendrite_H5P_DEFAULT()) > 0
          else { return nil }
          return String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
      } ?? []
    }
  }

  /// Whether there is a group at `path`.
  func isGroup(_ path: String) -> Bool {
    Self.locked { withObject(path) { H5Iget_type($0) == H5I_GROUP } ?? false }
  }

  /// The shape of a dataset, or nil where there is none.
  func shape(_ path: String) -> [Int]? {
    Self.locked {
      withObject(path) { object in
        guard H5Iget_type(object) == H5I_DATASET else { return nil }
        return Self.shape(dataset: object)
      } ?? nil
    }
  }

  /// The number of elements in all datasets below `path`.
  func elementCount(below path: String, skipping skipped: Set<String> = [], depth: Int = 0) -> Int {
    if let shape = shape(path) { return Self.product(shape) ?? 0 }
    guard depth < 16 else { return 0 }
    return children(path).filter { !skipped.contains($0) }.reduce(0) { total, child in
      let below = elementCount(below: "\(path)/\(child)", skipping: skipped, depth: depth + 1)
      return total &+ below
    }
  }

  /// Opens the object at `path`, calls `body` with it and closes it; nil where there is none.
  ///
  /// The library must be locked.
  func withObject<Result>(_ path: String, _ body: (hid_t) -> Result) -> Result? {
    var prefix = ""
    for part in path.split(separator: "/") {
      prefix += "/\(part)"
      var link = H5L_info_t()
      guard H5Lget_info(file, prefix, &link, dendrite_H5P_DEFAULT()) >= 0,
        link.type == H5L_TYPE_HARD
      else { return nil }
    }
    let object = H5Oopen(file, prefix.isEmpty ? "/" : prefix, dendrite_H5P_DEFAULT())
    guard object >= 0 else { return nil }
    defer { H5Oclose(object) }
    return body(object)
  }

  static func shape(dataset: hid_t) -> [Int]? {
    let space = H5Dget_space(dataset)
    guard space >= 0 else { return nil }
    defer { H5Sclose(space) }
    return shape(space: space)
  }

  static func shape(space: hid_t) -> [Int]? {
    let rank = H5Sget_simple_extent_ndims(space)
    guard rank >= 0, rank <= 32 else { return nil }
    var dimensions = [hsize_t](repeating: 0, count: Int(rank))
    guard rank == 0 || H5Sget_simple_extent_dims(space, &dimensions, nil) == rank else {
      return nil
    }
    return dimensions.map { Int(clamping: $0) }
  }

  /// The product of a shape, or nil where it overflows.
  static func product(_ shape: [Int]) -> Int? {
    var product = 1
    for dimension in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
      if overflow { return nil }
      product = next
    }
    return product
  }
}
