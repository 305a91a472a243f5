/*
 * The n-th call of a kind fails, or some from there on: faults.c, in front of the C library
 * (LD_PRELOAD), sees to that, and reports how the program ended.
 */
#ifndef CRASH_FAULTS_H
#define CRASH_FAULTS_H

/* Environment: which kind; which call of it, from 1 on (0: none, only count); the error's number.
 */
#define FAULT_KIND  "CRASH_FAULT_KIND"
#define FAULT_AT    "CRASH_FAULT_AT"
#define FAULT_FOR   "CRASH_FAULT_FOR"
#define FAULT_ERROR "CRASH_FAULT_ERROR"

/*
 * The report: a file of lines, appended to.
 *
 *	hit MODULE+OFFSET …       the first call that failed, and who called it
 *	signal N MODULE+OFFSET …  the program crashed
 *	calls N                   at its end: how many calls of that kind there were
 *	left MODULE+OFFSET BYTES  at its end: memory that was not given back, and who got it
 */
#define FAULT_REPORT "CRASH_FAULT_REPORT"

#endif
