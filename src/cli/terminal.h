/* terminal.h - what standard output is. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

/* How many columns it has, from 40 on: what COLUMNS says, or else the terminal does; 0 when it is no terminal, or nobody knows. */
int terminal_width(void);
#endif
