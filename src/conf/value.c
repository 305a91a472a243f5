#include <config.h>

#include "conf/value.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

enum { SHOWN_MAX = 64, PORT_MAX = 65535, SOCKET_PATH_MAX = 107 };

struct suffix {
	const char *text;
	uint64_t factor;
};

/* clang-format off */
static const struct suffix no_suffix[]  = { { "", 1 }, { NULL } };
static const struct suffix byte_sizes[] = { { "", 1 }, { "K", 1 << 10 }, { "M", 1 << 20 }, { "G", 1 << 30 }, { NULL } };
static const struct suffix durations[]  = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 }, { NULL } };

static const struct {
	bool text;
	unsigned base;
	const struct suffix *suffixes;
	const char *form;	/* for "is not ..." */
} kinds[] = {
	[VALUE_TEXT]     = { .text = true },
	[VALUE_PATH]     = { .text = true },
	[VALUE_ADDRESS]  = { .text = true },
	[VALUE_MOUNT]    = { .text = true },
	[VALUE_VERSION]  = { .text = true },
	[VALUE_WORD]     = { .text = true },
	[VALUE_COUNT]    = { false, 10, no_suffix,  "a number" },
	[VALUE_BYTES]    = { false, 10, byte_sizes, "a number of bytes such as 4096, 64K, 100M or 1G" },
	[VALUE_DURATION] = { false, 10, durations,  "a duration such as 500ms, 60s, 5m or 1h" },
	[VALUE_MODE]     = { false, 8,  no_suffix,  "an octal mode such as 0660" },
};
/* clang-format on */

bool
value_is_text(enum value_kind kind)
{
	return kinds[kind].text;
}

const char *
value_shown(struct arena *a, struct str s)
{
	bool cut = s.n > SHOWN_MAX;
	char text[SHOWN_MAX + 1];
	size_t n = cut ? SHOWN_MAX : s.n;

	for (size_t i = 0; i < n; i++)
		text[i] = s.p[i] < ' ' || s.p[i] > '~' ? '?' : s.p[i];
	text[n] = '\0';
	return arena_printf(a, "%s%s", text, cut ? "..." : "");
}

/* ---- numbers ---- */

/* The digits that s begins with; how many there were, or 0 when they are too many. */
static size_t
read_digits(struct str s, unsigned base, uint64_t *out)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < s.n && s.p[i] >= '0' && (unsigned)(s.p[i] - '0') < base; i++)
		if (__builtin_mul_overflow(sum, base, &sum) ||
		    __builtin_add_overflow(sum, (unsigned)(s.p[i] - '0'), &sum))
			return 0;
	*out = sum;
	return i;
}

/* In bytes or milliseconds. */
static bool
read_scaled(enum value_kind kind, struct str in, uint64_t *out)
{
	uint64_t number;
	size_t digits = read_digits(in, kinds[kind].base, &number);
	struct str unit = {in.p + digits, in.n - digits};

	if (digits == 0)
		return false;
	*out = 0;
	if (number == 0 && unit.n == 0)
		return true;
	for (const struct suffix *s = kinds[kind].suffixes; s->text != NULL; s++)
		if (str_is(unit, s->text))
			return !__builtin_mul_overflow(number, s->factor, out);
	return false;
}

static uint64_t
limit(enum value_kind kind, const char *text)
{
	uint64_t value = 0;
	bool ok = read_scaled(kind, str_of(text), &value);

	assert(ok);
	(void)ok;
	return value;
}

const char *
value_read_number(struct arena *a, const struct value_rule *rule, struct str in, uint64_t *out)
{
	enum value_kind kind = rule->kind;
	uint64_t value;

	if (!read_scaled(kind, in, &value))
		return arena_printf(a, "\"%s\" is not %s", value_shown(a, in), kinds[kind].form);
	if (value < limit(kind, rule->min) || value > limit(kind, rule->max))
		return arena_printf(a, "\"%s\" is out of range: %s to %s", value_shown(a, in),
		    rule->min, rule->max);
	if (value % rule->unit != 0) {
		char whole[VALUE_SIZE];
		struct value_rule plain = *rule;

		plain.unit = 1;
		value_print_number(whole, &plain, rule->unit);
		return arena_printf(a, "\"%s\" is not a multiple of %s", value_shown(a, in), whole);
	}
	*out = value / rule->unit;
	return NULL;
}

void
value_print_number(char out[VALUE_SIZE], const struct value_rule *rule, uint64_t number)
{
	const struct suffix *best = kinds[rule->kind].suffixes;
	uint64_t value = number * rule->unit;

	for (const struct suffix *s = best; s->text != NULL; s++)
		if (value % s->factor == 0)
			best = s;
	if (rule->kind == VALUE_MODE)
		snprintf(out, VALUE_SIZE, "%04" PRIo64, value);
	else if (value == 0)
		snprintf(out, VALUE_SIZE, "0");
	else
		snprintf(out, VALUE_SIZE, "%" PRIu64 "%s", value / best->factor, best->text);
}

/* ---- texts ---- */

static bool
has_control(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return true;
	return false;
}

static const char *
wrong_length(struct arena *a, const struct value_rule *rule, struct str in)
{
	if (in.n == 0 && limit(VALUE_COUNT, rule->min) > 0)
		return "must not be empty";
	if (in.n < limit(VALUE_COUNT, rule->min) || in.n > limit(VALUE_COUNT, rule->max))
		return arena_printf(
		    a, "has %zu bytes, out of range: %s to %s bytes", in.n, rule->min, rule->max);
	return NULL;
}

static bool
is_port(struct str s)
{
	uint64_t port = 0;

	return read_digits(s, 10, &port) == s.n && s.n > 0 && port >= 1 && port <= PORT_MAX;
}

/* "/path", "unix:/path" or "address:port"; which addresses are allowed is fcgi/listen.h's affair.
 */
static const char *
wrong_address(struct str in)
{
	size_t skip = in.n > 5 && memcmp(in.p, "unix:", 5) == 0 ? 5 : 0;
	const char *colon;

	if (in.n == 0)
		return NULL;
	if (in.p[skip] == '/')
		return in.n - skip <= SOCKET_PATH_MAX
		           ? NULL
		           : "is too long for a socket: 107 bytes at most";
	colon = memrchr(in.p, ':', in.n);
	if (skip == 0 && colon != NULL && colon > in.p &&
	    is_port((struct str){colon + 1, in.n - (size_t)(colon + 1 - in.p)}))
		return NULL;
	return "is neither /PATH nor ADDRESS:PORT";
}

/*
 * It is compared with targets byte by byte, so it must be spelled as clients send it: what has more
 * than one spelling (escapes, empty and dotted segments) is refused.
 */
static const char *
wrong_mount(struct str in)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	                            "-._~/";
	static const char *const wrong = "is not / or a path such as /es";

	if (in.p[0] != '/')
		return wrong;
	for (size_t i = 0; i < in.n; i++) {
		if (memchr(plain, in.p[i], sizeof(plain) - 1) == NULL)
			return wrong;
		if (in.p[i] == '/' && in.n > 1 &&
		    (i + 1 == in.n || in.p[i + 1] == '/' || in.p[i + 1] == '.'))
			return wrong;
	}
	return NULL;
}

/* Three numbers, and whatever a build adds behind a '-' (clients.md 1 C). */
static const char *
wrong_version(struct str in)
{
	static const char *const wrong = "is not a version such as 9.1.0";
	uint64_t number;

	for (int part = 0; part < 3; part++) {
		size_t dot = part > 0 ? 1 : 0;
		size_t digits;

		if (in.n < dot || (dot == 1 && in.p[0] != '.'))
			return wrong;
		in = (struct str){in.p + dot, in.n - dot};
		digits = read_digits(in, 10, &number);
		if (digits == 0 || digits > 5)
			return wrong;
		in = (struct str){in.p + digits, in.n - digits};
	}
	return in.n == 0 || (in.n > 1 && in.p[0] == '-') ? NULL : wrong;
}

static const char *
read_word(struct arena *a, const struct value_rule *rule, struct str in, const char **out)
{
	const char *list = "";

	for (const char *const *word = rule->words; *word != NULL; word++) {
		if (str_is(in, *word)) {
			*out = *word;
			return NULL;
		}
		list = arena_printf(a, "%s%s%s", list, *list != '\0' ? ", " : "", *word);
	}
	return arena_printf(a, "\"%s\" is not one of: %s", value_shown(a, in), list);
}

static const char *
wrong_text(struct arena *a, const struct value_rule *rule, struct str in)
{
	const char *wrong = wrong_length(a, rule, in);

	if (wrong != NULL)
		return wrong;
	if (has_control(in))
		return "holds a control character";
	if (rule->kind != VALUE_PATH && !utf8_valid(in))
		return "is not UTF-8";
	if (rule->kind == VALUE_ADDRESS)
		return wrong_address(in);
	if (rule->kind == VALUE_MOUNT)
		return wrong_mount(in);
	if (rule->kind == VALUE_VERSION)
		return wrong_version(in);
	return NULL;
}

const char *
value_read_text(struct arena *a, const struct value_rule *rule, struct str in, const char **out)
{
	const char *wrong;

	if (rule->kind == VALUE_WORD)
		return read_word(a, rule, in, out);
	wrong = wrong_text(a, rule, in);
	if (wrong == NULL)
		*out = arena_copy(a, in).p;
	return wrong;
}
