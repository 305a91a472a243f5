#include <config.h>

#include "door.h"

#include <string.h>

bool
door_add_header(struct step_headers *headers, struct str line)
{
	const char *colon = memchr(line.p, ':', line.n);
	struct step_header *row;
	struct str value;

	if (colon == NULL || colon == line.p || headers->n == STEP_HEADERS_MAX)
		return false;
	row = &headers->row[headers->n++];
	row->name = (struct str){line.p, (size_t)(colon - line.p)};
	value = (struct str){colon + 1, line.n - row->name.n - 1};
	while (value.n > 0 && (value.p[0] == ' ' || value.p[0] == '\t'))
		value = (struct str){value.p + 1, value.n - 1};
	row->value = value;
	return true;
}
