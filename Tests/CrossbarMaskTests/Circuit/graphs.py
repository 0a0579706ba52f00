"""Says of pairs of bipartite graphs whether they are isomorphic, by networkx.

usage: graphs.py < lines of "GOLD,SILVER GOLD,SILVER ...|GOLD,SILVER ..."
"""

import sys

import networkx as nx


def graph(text):
    result = nx.Graph()
    for edge in text.split():
        gold, silver = (int(number) for number in edge.split(","))
        ends = ("gold", gold), ("silver", silver)
        result.add_node(ends[0], side=0)
        result.add_node(ends[1], side=1)
        count = result.edges[ends]["count"] + 1 if result.has_edge(*ends) else 1
        result.add_edge(*ends, count=count)
    return result


for line in open(sys.argv[1]):
    one, other = (graph(text) for text in line.strip("\n").split("|"))
    print(int(nx.is_isomorphic(
        one, other, node_match=lambda a, b: a["side"] == b["side"], edge_match=lambda a, b: a["count"] == b["count"])))
