import CrossbarDocuments
import Testing

@Suite("Documents written")
struct DocumentNodeTests {
  @Test("layout and comments")
  func layout() {
    let node: DocumentNode = [
      "name": DocumentNode("device").above("A heading.\n\nIts end."),
      "mu": DocumentNode(0.202).beside("of ln V"),
      "interval": DocumentNode.row([-0.026, 0.43, 1e-5, 1e20, -3]),
      "list": DocumentNode(arrayLiteral: "a", DocumentNode(true).beside("yes"), .null).spaced,
      "rows": [[1, 2], [3, [4, 5]]],
      "items": [
        ["a": 1, "b": ["c": 2]],
        ["d": DocumentNode(3).above("three")],
        DocumentNode(dictionaryLiteral: ("e", 4)).above("four"),
        [],
      ],
      "flow": DocumentNode(dictionaryLiteral: ("a", [1, ["b": "x, y"]]), ("c", [:])).flow,
      "block": DocumentNode(dictionaryLiteral: ("k", 1)).beside("note\non two lines"),
    ]
    #expect(
      node.text == """
        # A heading.
        #
        # Its end.
        name: device
        mu: 0.202 # of ln V
        interval: [-0.026, 0.43, 1.0e-05, 1.0e+20, -3]

        list:
          - a
          - true # yes
          - null
        rows:
          - - 1
            - 2
          - - 3
            - - 4
              - 5
        items:
          - a: 1
            b:
              c: 2
          -
            # three
            d: 3
          # four
          - e: 4
          - []
        flow: { a: [1, { b: "x, y" }], c: {} }
        block: # note on two lines
          k: 1

        """)
    #expect(DocumentNode(7).text == "7\n" && DocumentNode.list([]).text == "[]\n")
    #expect(node["mu"]?.content == .number(0.202) && node.keys.count == 8)
  }

  /// Texts that YAML might take for something else, or not take at all.
  static let texts = [
    "", " ", "a", "a b", " a", "a ", "a: b", "a:b", "a #b", "#a", "- a", "-", "?", ": ", "a\nb",
    "\n", "a\\nb",
    "\"", "'", "''", "\\", "{a}", "[a]", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a`", "yes", "No",
    "TRUE",
    "null", "Null", "~", "y", "off", "1", "-1", "1e5", "0x1f", "0o7", "012", "1_000", "12:30:45",
    "2024-01-02",
    ".inf", "nan", ".NaN", "+1", "1.", "=", "<<", "---", "...", "--- a", "é", "ü ö", "λ", "漢字", "🧪",
    "\u{0}",
    "\u{7}", "\t", "a\tb", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}", "a\u{FEFF}", "\u{FFFE}",
    "\u{10FFFF}", "a\r\nb",
    "key: [1, {b: c}] # d", "C:\\data\\run 1.csv", String(repeating: "long ", count: 200) + "end",
  ]

  @Test("every text reads back as itself, as value, key and in flow", arguments: texts)
  func text(text: String) throws {
    let node = DocumentNode.mapping([
      .init("value", DocumentNode(text)),
      .init("flow", DocumentNode.list([DocumentNode(text), 1]).flow),
      .init("k" + text, DocumentNode.list([DocumentNode(text)])),
    ])
    guard
      case .mapping(let entries) = try DocumentValue.parse(node.text, file: "t.yaml").content,
      case .scalar(let value, _) = entries[0].value.content,
      case .sequence(let flow) = entries[1].value.content,
      case .scalar(let inFlow, _) = flow[0].content,
      case .sequence(let block) = entries[2].value.content,
      case .scalar(let inBlock, _) = block[0].content
    else {
      Issue.record("\(node.text)")
      return
    }
    for found in [value, inFlow, inBlock] {
      #expect(Array(found.unicodeScalars) == Array(text.unicodeScalars), "\(node.text)")
    }
    #expect(Array(entries[2].key.unicodeScalars) == Array(("k" + text).unicodeScalars))
    #expect(flow.count == 2)
  }

  @Test(
    "PyYAML reads the same texts and numbers", .enabled(if: Python.path != nil, Python.isMissing))
  func pyYAML() throws {
    let numbers: [Double] = [
      0, 1, -1, 0.1, 1e-5, 1e5, 1e15, 1e16, 1e22, 1e300, Double.leastNonzeroMagnitude, -2.5e-13,
      123_456.789, 1.0 / 3,
      4e15, -0.026,
      1e100, 2.0e-7,
    ]
    let node: DocumentNode = [
      "texts": .list(Self.texts.map { DocumentNode($0) }),
      "numbers": .list(numbers.map { DocumentNode($0) }),
      "row": .row(numbers), "integers": [0, -5, 9_223_372_036_854_775_807], "bools": [true, false],
      "none": .null,
    ]
    let codes = Self.texts.map {
      "[\($0.unicodeScalars.map { "\($0.value)" }.joined(separator: ", "))]"
    }
    let found = try Python.run(
      """
      import yaml
      d = yaml.safe_load(text)
      texts = ["".join(map(chr, codes)) for codes in [\(codes.joined(separator: ", "))]]
      for a, b in zip(d["texts"], texts): assert a == b, (a, b)
      assert len(texts) == len(d["texts"])
      numbers = \(numbers)
      assert d["numbers"] == numbers and d["row"] == numbers, d["numbers"]
      assert all(isinstance(x, (int, float)) for x in d["numbers"])
      assert d["integers"] == [0, -5, 2**63 - 1] and d["bools"] == [True, False] and d["none"] is None
      print("equal")
      """, node.text)
    #expect(found == "equal\n")
  }

  @Test("comments cannot leave their line")
  func comments() throws {
    let node: DocumentNode = [
      "a": DocumentNode(1).above("x\ny: 1\r\nz\u{7}\u{2028}w: 2").beside("p\nq: 3\u{85}r"), "b": 2,
    ]
    guard case .mapping(let entries) = try DocumentValue.parse(node.text, file: "c.yaml").content
    else {
      Issue.record("\(node.text)")
      return
    }
    #expect(entries.map(\.key) == ["a", "b"])
  }
}
