import CrossbarCore
import CrossbarTemplates
import Testing

@Suite struct TemplateTests {
  private static let head = "{{% CONTENT_TYPE:TEXT}}\n"

  @Test func rendersWithoutEscapingOrSuffixes() throws {
    let text = try TemplateRenderer.render(
      Self.head + "{{=<% %>=}}\n<%a%> <%b%> <%c%> {x} {{{y}}}\n<%#l%>\n[<%n%>]\n<%/l%>\n",
      name: "t",
      values: [
        "a": .text("<&\">"), "b": .number(1e-5), "c": .number(10),
        "l": .list([["n": .integer(1)], ["n": .integer(2)]]),
      ])
    #expect(text == "<&\"> 1e-05 10 {x} {{{y}}}\n[1]\n[2]\n")
  }

  @Test func missingAndUnreadNamesAreErrors() {
    #expect(
      ids(
        "{{a}} {{b}} {{#l}}{{c}}{{d}}{{/l}}",
        [
          "a": .integer(1), "e": .integer(2),
          "l": .list([["c": .integer(1), "f": .integer(3)]]),
        ])
        == [
          "template/missing b", "template/missing d", "template/unread e", "template/unread l.f",
        ])
  }

  @Test func aSectionMayReadTheOutside() throws {
    let text = try TemplateRenderer.render(
      Self.head + "{{#l}}{{n}}{{o}}{{/l}}{{#f}}yes{{/f}}{{^g}}no{{/g}}", name: "t",
      values: [
        "o": .text("!"), "l": .list([["n": .integer(1)]]), "f": .flag(true), "g": .flag(false),
      ])
    #expect(text == "1!yesno")
  }

  @Test func aTemplateMustSayItIsText() {
    do throws(Diagnostics) {
      _ = try TemplateRenderer.render("a", name: "t", values: [:])
      Issue.record("rendered")
    } catch { #expect(error.all.map(\.id) == ["template/content-type"]) }
  }

  @Test func anUnclosedSectionIsAnError() {
    #expect(ids("{{#l}}", ["l": .flag(true)]) == ["template/syntax "])
  }

  private func ids(_ template: String, _ values: [String: TemplateValue]) -> [String] {
    do throws(Diagnostics) {
      _ = try TemplateRenderer.render(Self.head + template, name: "t", values: values)
      return []
    } catch {
      return error.all.map { "\($0.id) \($0.location?.element ?? "")" }
    }
  }
}
