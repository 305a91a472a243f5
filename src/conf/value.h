/* The kinds of value a setting can have: reading, checking and printing one. */
#ifndef CONF_VALUE_H
#define CONF_VALUE_H

#include "base/arena.h"

#include <stdint.h>

enum value_kind {
	VALUE_TEXT,     /* UTF-8 without control characters */
	VALUE_PATH,     /* any bytes but control characters */
	VALUE_ADDRESS,  /* of a socket: fcgi/listen.h; or empty */
	VALUE_MOUNT,    /* / or a prefix of request targets: /es, /search/connectors */
	VALUE_VERSION,  /* 9.1.0, 9.1.0-SNAPSHOT */
	VALUE_WORD,     /* one of a list */
	VALUE_COUNT,    /* 4096 */
	VALUE_BYTES,    /* 100M; K, M and G are powers of 1024 */
	VALUE_DURATION, /* 1500ms, 60s, 5m, 1h; 0 needs no unit */
	VALUE_MODE      /* permission bits, octal: 0660 */
};

struct value_rule {
	enum value_kind kind;
	uint64_t unit;            /* bytes or milliseconds in one of the number that is kept */
	const char *min, *max;    /* both within; as text. Of texts: the length in bytes */
	const char *const *words; /* closed by NULL */
};

enum { VALUE_SIZE = 32 };

/* Whether values of the kind are kept as text or as a number. */
bool value_is_text(enum value_kind);

/* Both: NULL, or what is wrong (the arena's), and then nothing was stored. */
const char *value_read_text(
    struct arena *, const struct value_rule *, struct str in, const char **out);
const char *value_read_number(
    struct arena *, const struct value_rule *, struct str in, uint64_t *out);

/* In the shortest form that value_read_number takes and that gives the same number. */
void value_print_number(char out[VALUE_SIZE], const struct value_rule *, uint64_t);

/* A stranger's text fit for a message: cut, and without anything that is not printable ASCII. */
const char *value_shown(struct arena *, struct str);

#endif
