#include "results/files.h"

const char *const file_extension[N_FILES] = {"txt",           "jsonl",           "csv",      "sqlite",
					     "scenario.yaml", "provenance.json", "run.json", "journal"};
