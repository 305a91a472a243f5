#include <config.h>

#include "base/utf8.h"

#include <string.h>

/* clang-format off */
/* The first bytes there are, and what may stand second behind them; the others are 80 to BF. */
static const struct form {
	unsigned char first, last, low, high;
	unsigned char length, bits;	/* bits: of the first byte, that count */
} forms[] = {
	{ 0x00, 0x7F, 0x00, 0x00, 1, 0x7F },
	{ 0xC2, 0xDF, 0x80, 0xBF, 2, 0x1F },	/* C0, C1: overlong */
	{ 0xE0, 0xE0, 0xA0, 0xBF, 3, 0x0F },	/* below: overlong */
	{ 0xE1, 0xEC, 0x80, 0xBF, 3, 0x0F },
	{ 0xED, 0xED, 0x80, 0x9F, 3, 0x0F },	/* above: surrogates */
	{ 0xEE, 0xEF, 0x80, 0xBF, 3, 0x0F },
	{ 0xF0, 0xF0, 0x90, 0xBF, 4, 0x07 },	/* below: overlong */
	{ 0xF1, 0xF3, 0x80, 0xBF, 4, 0x07 },
	{ 0xF4, 0xF4, 0x80, 0x8F, 4, 0x07 },	/* above: past the last character */
};
/* clang-format on */

static const struct form *
form_of(unsigned char lead)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (lead >= forms[i].first && lead <= forms[i].last)
			return &forms[i];
	return NULL;
}

size_t
utf8_first(struct str s, uint32_t *code)
{
	const unsigned char *p = (const unsigned char *)s.p;
	const struct form *form = s.n > 0 ? form_of(p[0]) : NULL;
	uint32_t sum;

	if (form == NULL || s.n < form->length)
		return 0;
	if (form->length > 1 && (p[1] < form->low || p[1] > form->high))
		return 0;
	sum = p[0] & form->bits;
	for (size_t i = 1; i < form->length; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		sum = sum << 6 | (p[i] & 0x3F);
	}
	*code = sum;
	return form->length;
}

/* How many bytes of ASCII it begins with, some at a time; not all of them must be counted. */
static size_t
ascii_first(struct str s)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t some;
	size_t n = 0;

	for (; s.n - n >= sizeof(some); n += sizeof(some)) {
		memcpy(&some, s.p + n, sizeof(some));
		if ((some & high) != 0)
			break;
	}
	return n;
}

bool
utf8_valid(struct str s)
{
	uint32_t code;

	while (s.n > 0) {
		size_t n = ascii_first(s);

		if (n == 0)
			n = utf8_first(s, &code);

		if (n == 0)
			return false;
		s.p += n;
		s.n -= n;
	}
	return true;
}
