/* version.h - the version that --version and every record's provenance show. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H
#ifndef SIMNIC_VERSION
#define SIMNIC_VERSION "0.1.0"
#endif
#endif
