/* picture.h - whether a file holds a whole picture: gnuplot does not say when the disk refused the end of it. */
#ifndef CLI_PICTURE_H
#define CLI_PICTURE_H
#include <stdbool.h>

/* Of terminal svg, png or pdf: does the file at path end as such a file does?  Of others: is it not empty?  False when it can't be read. */
bool picture_is_whole(const char *path, const char *terminal);
#endif
