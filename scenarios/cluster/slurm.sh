#!/bin/sh
#SBATCH --job-name=simnic
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --open-mode=append
#
# slurm.sh - one part of a sweep as a task of a Slurm job array; from the top folder, which all nodes see:
#
#   sbatch --array=1-8 scenarios/cluster/slurm.sh scenarios/sweep-ring-size.yaml results/parts
#   ./simnic merge results/parts -o results/sweep-ring-size      # when all have ended
#
# A task that is run again, because its node was lost or the job was preempted, goes on where it was.  More arguments are options of
# simnic, the same for all parts.  SIMNIC names another program.
scenario=${1:?usage: sbatch --array=1-N slurm.sh SCENARIO FOLDER [OPTION...]}
folder=${2:?usage: sbatch --array=1-N slurm.sh SCENARIO FOLDER [OPTION...]}
shift 2
exec "${SIMNIC:-./simnic}" "$scenario" -o "$folder" --resume --shard "${SLURM_ARRAY_TASK_ID:?run it by sbatch --array=1-N}/$SLURM_ARRAY_TASK_MAX" \
	-j "${SLURM_CPUS_PER_TASK:-1}" -q "$@"
