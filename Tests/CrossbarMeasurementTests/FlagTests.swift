import Testing

@testable import CrossbarMeasurement

@Suite struct FlagTests {
  @Test func flagsSortInTheOrderTheyAreDeclared() {
    #expect([CycleFlag.partial, .short].sorted() == [.short, .partial])
  }
}
