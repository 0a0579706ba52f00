internal import COpenSSL
public import CrossbarCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// SHA-256 of files, read piece by piece.
public enum SHA256 {
  /// The digest of a file as 64 lower-case hexadecimal digits.
  ///
  /// - Parameter name: the name to use in diagnostics; the path where nil.
  /// - Throws: `digest/open` or `digest/read`.
  public static func hex(file path: String, named name: String? = nil) throws(Diagnostics) -> String
  {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
      let reason = String(cString: strerror(errno))
      throw Diagnostics(
        .error("digest/open", "cannot open the file: \(reason)", at: .init(file: name ?? path)))
    }
    defer { _ = close(descriptor) }
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    precondition(EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1, "no SHA-256 in libcrypto")
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { piece.deallocate() }
    while true {
      let count = read(descriptor, piece.baseAddress, piece.count)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        let reason = String(cString: strerror(errno))
        throw Diagnostics(
          .error("digest/read", "cannot read the file: \(reason)", at: .init(file: name ?? path)))
      }
      EVP_DigestUpdate(context, piece.baseAddress, count)
    }
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &digest, nil)
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
