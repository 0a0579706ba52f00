internal import COpenSSL
public import CrossbarCore
internal import Foundation

/// Size and SHA-256 of a file.
public struct FileDigest: Hashable, Sendable {
  public var size: Int
  /// 64 lower-case hexadecimal digits.
  public var sha256: String

  public init(size: Int, sha256: String) {
    self.size = size
    self.sha256 = sha256
  }

  /// Reads a file once, a megabyte at a time.
  ///
  /// - Throws: `digest/read` when the file cannot be read.
  public init(path: String, name: String) throws(Diagnostics) {
    guard let handle = FileHandle(forReadingAtPath: path), let context = EVP_MD_CTX_new() else {
      throw Diagnostics(.error("digest/read", "the file cannot be read", at: .init(file: name)))
    }
    defer {
      EVP_MD_CTX_free(context)
      try? handle.close()
    }
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
    var size = 0
    do {
      while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
        size += chunk.count
        chunk.withUnsafeBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
      }
    } catch {
      throw Diagnostics(
        .error("digest/read", "the file cannot be read: \(error)", at: .init(file: name)))
    }
    self.init(size: size, sha256: Self.finish(context))
  }

  /// Of bytes in memory.
  public init(bytes: [UInt8]) {
    guard let context = EVP_MD_CTX_new() else { preconditionFailure("no memory for a digest") }
    defer { EVP_MD_CTX_free(context) }
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
    bytes.withUnsafeBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    self.init(size: bytes.count, sha256: Self.finish(context))
  }

  private static func finish(_ context: OpaquePointer) -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    EVP_DigestFinal_ex(context, &digest, &length)
    let hexadecimal = Array("0123456789abcdef")
    return String(
      digest.prefix(Int(length)).flatMap { [hexadecimal[Int($0 >> 4)], hexadecimal[Int($0 & 15)]] })
  }
}
