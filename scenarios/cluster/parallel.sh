#!/bin/sh
# parallel.sh - a sweep in parts by GNU parallel, on this machine or several that see the same folder:
#
#   scenarios/cluster/parallel.sh 8 scenarios/sweep-ring-size.yaml results/parts
#   PARALLEL='--sshlogin 4/one,4/two --workdir .' scenarios/cluster/parallel.sh 64 scenarios/sweep-ring-size.yaml results/parts
#   ./simnic merge results/parts -o results/sweep-ring-size
#
# Started again after an interruption it goes on where it was.  More arguments are options of simnic.  SIMNIC names another program.
set -u
parts=${1:?usage: parallel.sh PARTS SCENARIO FOLDER [OPTION...]}
scenario=${2:?usage: parallel.sh PARTS SCENARIO FOLDER [OPTION...]}
folder=${3:?usage: parallel.sh PARTS SCENARIO FOLDER [OPTION...]}
shift 3
seq "$parts" | parallel --retries 3 --halt never "${SIMNIC:-./simnic}" "$scenario" -o "$folder" --resume --shard "{}/$parts" -j 1 -q "$@"
