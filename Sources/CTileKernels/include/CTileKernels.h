// Elimination and substitution over fronts of many circuits of one shape, one circuit in each of eight lanes.
//
// Every value is eight doubles, 64 bytes, aligned to 64. Element (i, j), j < i, of a front is value i (i − 1) / 2 + j:
// the conductance between nodes i and j. Nodes are eliminated from the last on. The order of every sum is fixed and
// nothing is fused, so each lane's bits are the same on every machine.
#ifndef CTILEKERNELS_H
#define CTILEKERNELS_H

#include <stdint.h>

/// Sums a dense front of `count` nodes from what is left of the two below it and inputs, and eliminates its last nodes.
///
/// Node i of the first front below is node `first_map[i]`, ascending. Inputs are between nodes of which one is
/// eliminated. Conductances between the first `unneeded` nodes, and between those from there to `needed`, are not
/// set. An eliminated node's row holds the conductances to its neighbours when it was; `inverses` gets 1 / their
/// sum in the order of elimination.
void tile_eliminate(
    double *front, int64_t count, int64_t eliminated, int64_t unneeded, int64_t needed,
    double *inverses, const double *first, const int32_t *first_map, int64_t first_ports,
    const double *second, const int32_t *second_map, int64_t second_ports, const double *inputs,
    const int32_t *source, const int32_t *place, int64_t input_count);

/// Puts the inputs `source[n]` at `place[n]` of `size` values, and eliminates nodes one by one through lists: of `degrees[n]` neighbours at `spokes`, and of the positions between them,
/// (1, 0), (2, 0), (2, 1) …, at `targets`.
///
/// `shares`, unless null, gets each neighbour's share in the order of the spokes.
void tile_eliminate_sparse(
    double *values, int64_t size, const uint16_t *degrees, int64_t nodes, const uint16_t *spokes,
    const uint16_t *targets, double *inverses, double *shares, const double *inputs,
    const int32_t *source, const int32_t *place, int64_t input_count);

/// Copies the rows of a front's eliminated nodes as shares, conductance by sum.
void tile_store_shares(
    double *shares, const double *front, int64_t count, int64_t eliminated, const double *inverses);

/// Hands the currents injected into eliminated nodes on to their neighbours. Node i of the front is `nodes[i]`.
void tile_forward(
    double *currents, const double *shares, const int32_t *nodes, int64_t count, int64_t eliminated,
    double *scratch);

/// The same for nodes eliminated through lists: the n-th is `nodes[n]`, its neighbours are at `neighbours`.
void tile_forward_sparse(
    double *currents, const double *shares, const uint16_t *degrees, int64_t count,
    const int32_t *nodes, const int32_t *neighbours);

/// The voltages of eliminated nodes from those of the nodes that stayed and the currents; null is no current.
void tile_backward(
    double *voltages, const double *currents, const double *shares, const double *inverses,
    const int32_t *nodes, int64_t count, int64_t eliminated, double *scratch);

/// The same for nodes eliminated through lists of `spokes` neighbours in all.
void tile_backward_sparse(
    double *voltages, const double *currents, const double *shares, const double *inverses,
    const uint16_t *degrees, int64_t count, const int32_t *nodes, const int32_t *neighbours,
    int64_t spokes);

#endif
