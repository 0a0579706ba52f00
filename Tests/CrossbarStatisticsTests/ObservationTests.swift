import Testing

@testable import CrossbarStatistics

@Suite struct ObservationTests {
  @Test func onlyAnExactObservationHasAValue() {
    #expect(Observation.exact(2).exactValue == 2)
    #expect(Observation.above(2).exactValue == nil)
  }
}
