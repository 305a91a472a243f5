/*
 * The field names of the objects that are open, to see a name come twice. Objects close in the
 * reverse order of their opening, so the names are one stack; a keyed hash over it keeps an object
 * of many fields, or one of fields chosen to collide, from costing quadratic time.
 *
 * The texts are lent and must outlive their place on the stack.
 */
#ifndef JSON_NAMES_H
#define JSON_NAMES_H

#include "base/str.h"

#include <stdint.h>

enum { NAMES_FEW = 32 };

struct name {
	struct str text;
	uint64_t hash;
	uint32_t
	    below; /* the next one in the bucket, always pushed earlier; 0: none, else index + 1 */
};

struct names {
	struct name *stack;
	uint32_t *buckets; /* index + 1 of the newest; as many as there is room on the stack */
	uint32_t n;
	uint32_t room; /* a power of two */
	uint64_t key[2];
	struct name few_stack[NAMES_FEW];
	uint32_t few_buckets[NAMES_FEW];
};

enum names_verdict { NAMES_ADDED, NAMES_TAKEN, NAMES_NOMEM };

void names_init(struct names *);
void names_release(struct names *);

/* Adds a name to the object whose names begin at the mark, unless it has it. */
enum names_verdict names_add(struct names *, uint32_t mark, struct str text);

/* Forgets the names from the mark on. */
void names_cut(struct names *, uint32_t mark);

#endif
