internal import CLibXML2

/// libxml2 fills its tables of encodings and globals at first use, and not for one thread at a time: whatever calls it makes
/// it ready first.
enum XMLLibrary {
  /// Evaluated once, whichever thread comes first.
  static let isReady: Void = xmlInitParser()
}
