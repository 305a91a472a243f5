#include <config.h>

#include <string.h>

#include "model/cron_state.h"

/* All three one after the other. They may hold NUL bytes, so this is no business of printf. */
static struct str
join(struct arena *arena, struct str a, struct str b, struct str c)
{
	char *p = arena_alloc(arena, a.n + b.n + c.n);

	if (p == NULL)
		return (struct str){"", 0};
	memcpy(p, a.p, a.n);
	if (b.n > 0) /* an empty expression may be NULL */
		memcpy(p + a.n, b.p, b.n);
	memcpy(p + a.n + b.n, c.p, c.n);
	return (struct str){p, a.n + b.n + c.n};
}

size_t
cron_units(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		/* A character of four bytes is two units, any other one. */
		n += (c & 0xC0) != 0x80;
		n += c >= 0xF0;
	}
	return n;
}

static bool
refuse(struct cron_reader *r, const char *exception, struct str fault)
{
	r->exception = exception;
	r->fault = fault;
	return false;
}

bool
cron_refuse(struct cron_reader *r, const char *fault)
{
	return refuse(r, "java.lang.IllegalArgumentException", str_of(fault));
}

bool
cron_refuse_at(struct cron_reader *r, const char *fault, size_t pos)
{
	return cron_refuse(r, arena_printf(r->arena, "%s at pos [%zu]", fault, pos));
}

bool
cron_refuse_quoting(struct cron_reader *r, const char *before, struct str quoted, const char *after)
{
	return refuse(r, "java.lang.IllegalArgumentException",
	    join(r->arena, str_of(before), quoted, str_of(after)));
}

bool
cron_refuse_number(struct cron_reader *r, const char *zero, struct str digits)
{
	const char *before = arena_printf(r->arena, "For input string: \"%s", zero);

	return refuse(r, "java.lang.NumberFormatException",
	    join(r->arena, str_of(before), digits, STR_LIT("\"")));
}

/* The words of these two are those of one version of Java; the contract does not pin them. */
static const char out_of_bounds[] = "java.lang.StringIndexOutOfBoundsException";

bool
cron_refuse_end(struct cron_reader *r, size_t pos)
{
	return refuse(r, out_of_bounds,
	    str_of(arena_printf(r->arena, "Index %zu out of bounds for length %zu", pos, pos)));
}

bool
cron_refuse_short(struct cron_reader *r, size_t from, struct str element)
{
	return refuse(r, out_of_bounds,
	    str_of(arena_printf(r->arena, "Range [%zu, %zu) out of bounds for length %zu", from,
	        from + 3, cron_units(element))));
}

bool
cron_refuse_empty(struct cron_reader *r)
{
	return refuse(r, "java.util.NoSuchElementException", (struct str){NULL, 0});
}

const struct error *
cron_error(const struct cron_reader *r, struct str expression)
{
	static const char type[] = "illegal_argument_exception";
	struct str what = str_of(r->exception);

	if (r->fault.p != NULL)
		what = join(r->arena, what, STR_LIT(": "), r->fault);
	what = join(r->arena, STR_LIT("illegal cron expression format ["), what, STR_LIT("]"));
	return error_text(r->arena, type, error_text(r->arena, type, NULL, what),
	    join(r->arena, STR_LIT("invalid cron expression ["), expression, STR_LIT("]")));
}
