/* Texts that are stored in another form than they are sent in. */
#ifndef PROPERTY_TIMES_H
#define PROPERTY_TIMES_H

struct sent_stored {
	const char *sent, *stored;
};

enum { TIMES = 7, CRONS = 5 };

/* rest.md 13, sync-jobs.md 7.9 */
static const struct sent_stored times[TIMES] = {
    {"2024-02-29T23:59:59Z", "2024-02-29T23:59:59.000Z"},
    {"2023-12-04T10:45:50+02:00", "2023-12-04T08:45:50.000Z"},
    {"2023-12-04T08:45:50.567149Z", "2023-12-04T08:45:50.567149Z"},
    {"2023-12-04T08:45:50.120000Z", "2023-12-04T08:45:50.120Z"},
    {"2023-12-31T23:30:00.5-0130", "2024-01-01T01:00:00.500Z"},
    {"2031-01-01T00:00:00Z", "2031-01-01T00:00:00.000Z"}, /* later than now */
    {"1701679550000", "2023-12-04T08:45:50.000Z"},
};

/* connector-document.md 4 */
static const struct sent_stored crons[CRONS] = {
    {"0 0 0 * * ?", "0 0 0 * * ?"},
    {"0 0 3 ? * sun", "0 0 3 ? * SUN"},
    {"0 0/15 * * * ?", "0 0/15 * * * ?"},
    {"0 30 2 1 jan ?", "0 30 2 1 JAN ?"},
    {"0 0 12 ? * mon-Fri", "0 0 12 ? * MON-FRI"},
};

#endif
