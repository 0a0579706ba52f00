/// A dense matrix in row-major order.
///
/// Weights are stored `rows × columns = inputs × outputs`, as Keras stores a Dense kernel.
public struct Matrix<Element> {
  public let rows: Int
  public let columns: Int
  /// The elements, row after row; `rows * columns` of them.
  public var elements: [Element]

  /// - Precondition: `elements.count == rows * columns`.
  @inlinable public init(rows: Int, columns: Int, elements: [Element]) {
    precondition(elements.count == rows * columns, "matrix storage does not match its shape")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  @inlinable public init(rows: Int, columns: Int, repeating element: Element) {
    self.init(
      rows: rows, columns: columns, elements: Array(repeating: element, count: rows * columns))
  }

  @inlinable public subscript(row: Int, column: Int) -> Element {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// The elements of one row.
  @inlinable public func row(_ row: Int) -> ArraySlice<Element> {
    elements[row * columns..<(row + 1) * columns]
  }

  /// The same shape with every element transformed.
  @inlinable public func map<Result>(_ transform: (Element) -> Result) -> Matrix<Result> {
    Matrix<Result>(rows: rows, columns: columns, elements: elements.map(transform))
  }
}

extension Matrix: Equatable where Element: Equatable {}
extension Matrix: Hashable where Element: Hashable {}
extension Matrix: Sendable where Element: Sendable {}
