import CrossbarBackends
import CrossbarCore
import Testing
@Test func emitsVerilogA() throws {
  try VerilogABackend.emit(try ExampleArray.input(), to: OutputFolder(path: "/tmp/va"))
}
