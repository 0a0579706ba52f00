/// Which things are connected, each set named by its least member.
struct DisjointSets {
  private var parent: [Int32]

  init(count: Int) { parent = Array(0..<Int32(count)) }

  mutating func first(_ member: Int) -> Int {
    var root = member
    while Int(parent[root]) != root {
      parent[root] = parent[Int(parent[root])]
      root = Int(parent[root])
    }
    return root
  }

  mutating func join(_ one: Int, _ other: Int) {
    let (a, b) = (first(one), first(other))
    if a != b { parent[max(a, b)] = Int32(min(a, b)) }
  }
}
