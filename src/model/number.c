#include <config.h>

#include "model/number.h"

#include <ctype.h>

/* A decimal taken apart: digits[0..n) with the point behind the first `whole` of them. */
struct decimal {
	bool negative;
	struct str digits; /* may hold the point itself */
	int64_t whole;     /* how many digits stand before the point; exponent included */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
read_exponent(struct str s, int64_t *exponent)
{
	bool negative = false;
	size_t i = 0;

	if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
		negative = s.p[i++] == '-';
	if (i == s.n)
		return false;
	*exponent = 0;
	for (; i < s.n; i++) {
		if (!is_digit(s.p[i]))
			return false;
		if (*exponent < INT32_MAX)
			*exponent = *exponent * 10 + (s.p[i] - '0');
	}
	if (negative)
		*exponent = -*exponent;
	return true;
}

static bool
take_apart(struct str s, struct decimal *d)
{
	bool point = false;
	size_t i = 0, count = 0;
	int64_t exponent = 0;

	*d = (struct decimal){.negative = false};
	if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
		d->negative = s.p[i++] == '-';
	d->digits.p = s.p + i;
	for (; i < s.n && (is_digit(s.p[i]) || s.p[i] == '.'); i++) {
		if (s.p[i] != '.') {
			count++;
			d->whole += !point;
		} else if (point) {
			return false;
		} else {
			point = true;
		}
	}
	d->digits.n = (size_t)(s.p + i - d->digits.p);
	if (count == 0)
		return false;
	if (i < s.n) {
		if ((s.p[i] | 0x20) != 'e' ||
		    !read_exponent((struct str){s.p + i + 1, s.n - i - 1}, &exponent))
			return false;
	}
	d->whole += exponent;
	return true;
}

enum number_verdict
number_to_long(struct str text, int64_t *value)
{
	struct decimal d;
	uint64_t limit, sum = 0;
	int64_t place = 0;
	size_t i = 0;

	if (!take_apart(text, &d))
		return NUMBER_BAD;
	limit = (uint64_t)INT64_MAX + d.negative;
	while (place < d.whole) {
		unsigned digit = 0;

		if (i < d.digits.n && d.digits.p[i] == '.') {
			i++;
			continue;
		}
		if (i < d.digits.n)
			digit = (unsigned)(d.digits.p[i++] - '0');
		else if (sum == 0)
			break; /* zero, however many zeros the exponent adds */
		if (sum > (limit - digit) / 10)
			return NUMBER_TOO_LARGE;
		sum = sum * 10 + digit;
		place++;
	}
	*value = d.negative ? (int64_t)(0 - sum) : (int64_t)sum;
	return NUMBER_OK;
}

bool
number_to_int(struct str text, int32_t *value)
{
	size_t i = text.n > 0 && (text.p[0] == '+' || text.p[0] == '-');
	int64_t sum = 0;

	if (i == text.n)
		return false;
	for (; i < text.n; i++) {
		if (!is_digit(text.p[i]))
			return false;
		sum = sum * 10 + (text.p[i] - '0');
		if (sum > (int64_t)INT32_MAX + 1)
			return false;
	}
	if (text.p[0] == '-')
		sum = -sum;
	*value = (int32_t)sum;
	return sum <= INT32_MAX;
}
