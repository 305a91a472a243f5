#include <config.h>

#include "model/duration.h"

/* clang-format off */
static const struct {
	const char *unit;
	int64_t us;
} units[] = {
	{ "ms", 1000 },
	{ "s",  1000000 },
	{ "m",  INT64_C(60) * 1000000 },
	{ "h",  INT64_C(3600) * 1000000 },
	{ "d",  INT64_C(86400) * 1000000 },
};
/* clang-format on */

/* A thousand years: far from where times overflow. */
#define MOST (INT64_C(365000) * 86400 * 1000000)

bool
duration_read(struct str text, int64_t *us)
{
	int64_t n = 0;
	size_t digits = 0;

	while (digits < text.n && text.p[digits] >= '0' && text.p[digits] <= '9') {
		n = n * 10 + (text.p[digits++] - '0');
		if (n > MOST)
			return false;
	}
	for (size_t i = 0; digits > 0 && i < sizeof(units) / sizeof(units[0]); i++) {
		if (!str_is((struct str){text.p + digits, text.n - digits}, units[i].unit))
			continue;
		if (n > MOST / units[i].us)
			return false;
		*us = n * units[i].us;
		return true;
	}
	return false;
}
