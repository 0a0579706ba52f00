#!/usr/bin/env bash
# Submits a Monte Carlo of `dendrite simulate` as a job array, and a job that merges the parts when all are there.
# Submitted again with the same arguments, it runs the shards whose parts are missing.
#
# usage: submit.sh FOLDER RESULT [OPTION...]
#   FOLDER  an output folder of dendrite compile
#   RESULT  a folder for the result: all.json and simulation.md
#   OPTION  for dendrite simulate: --arrays, --seed, --images, --labels
# environment:
#   SHARDS    tasks (default: 8)
#   DENDRITE  the program on the nodes (default: dendrite in PATH)
#   SBATCH_PARTITION, SBATCH_ACCOUNT, SBATCH_TIMELIMIT, ...  see `man sbatch`
set -euo pipefail

if [ $# -lt 2 ]; then
  echo "usage: submit.sh FOLDER RESULT [OPTION...]" >&2
  exit 2
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$1
result=$2
shift 2
export SHARDS=${SHARDS:-8}
case $SHARDS in
'' | *[!0-9]* | 0*)
  echo "SHARDS is not a number from 1: '$SHARDS'" >&2
  exit 2
  ;;
esac
if [ ! -d "$folder" ]; then
  echo "no such folder: $folder" >&2
  exit 2
fi

# Parts of another simulation would be taken for this one's.
mkdir -p "$result"
asked=$(printf '%q ' "$SHARDS" "$folder" "$@")
if [ -e "$result/submitted" ] && [ "$(cat "$result/submitted")" != "$asked" ]; then
  echo "$result is of another simulation: SHARDS, folder and options were $(cat "$result/submitted")" >&2
  echo "give the same, or another folder for the result" >&2
  exit 1
fi
printf '%s\n' "$asked" >"$result/submitted"

missing=
for ((shard = 1; shard <= SHARDS; shard++)); do
  [ -e "$result/part-$shard-of-$SHARDS.json" ] || missing+=,$shard
done
missing=${missing#,}
[ "$(tr -dc , <<<"$missing" | wc -c)" -ne $((SHARDS - 1)) ] || missing=1-$SHARDS

depends=()
if [ -n "$missing" ]; then
  array=$(sbatch --parsable --array="$missing" --output="$result/slurm-%A_%a.log" \
    "$here/simulate.sbatch" "$folder" "$result" "$@")
  # Of several clusters the answer is JOB;CLUSTER.
  array=${array%%;*}
  echo "job $array: shards $missing of $SHARDS"
  depends=(--dependency="afterok:$array" --kill-on-invalid-dep=yes)
else
  echo "all $SHARDS parts are there"
fi
merge=$(sbatch --parsable ${depends[@]+"${depends[@]}"} --output="$result/slurm-%j.log" \
  "$here/merge.sbatch" "$result" "$SHARDS")
echo "job ${merge%%;*}: merges them into $result/all.json and $result/simulation.md"
