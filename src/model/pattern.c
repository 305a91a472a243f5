#include <config.h>

#include "model/pattern.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

/* Bytes of the character at p, which is valid UTF-8. */
static size_t
char_length(const char *p, size_t n)
{
	size_t length = 1;

	while (length < n && ((unsigned char)p[length] & 0xC0) == 0x80)
		length++;
	return length;
}

static char
fold(char c, bool nocase)
{
	return nocase ? (char)tolower((unsigned char)c) : c;
}

/* A place in a pattern: what stands there, and how long it is. */
enum piece { PIECE_END, PIECE_RUN, PIECE_ANY, PIECE_LITERAL };

static enum piece
piece_at(struct str pattern, size_t at, size_t *skip, size_t *length)
{
	*skip = 0;
	*length = 1;
	if (at >= pattern.n)
		return PIECE_END;
	if (pattern.p[at] == '*')
		return PIECE_RUN;
	if (pattern.p[at] == '?')
		return PIECE_ANY;
	if (pattern.p[at] == '\\' && at + 1 < pattern.n)
		*skip = 1;
	return PIECE_LITERAL;
}

/*
 * Greedy with one point to come back to: the last run. Linear for a pattern without runs, never
 * worse than pattern times text.
 */
static bool
matches(struct str pattern, struct str text, bool nocase)
{
	size_t p = 0, t = 0, run_p = SIZE_MAX, run_t = 0, skip, length;

	for (;;) {
		enum piece piece = piece_at(pattern, p, &skip, &length);

		if (piece == PIECE_RUN) {
			run_p = ++p;
			run_t = t;
			continue;
		}
		if (piece == PIECE_END && t == text.n)
			return true;
		if (piece == PIECE_ANY && t < text.n) {
			p++;
			t += char_length(text.p + t, text.n - t);
			continue;
		}
		if (piece == PIECE_LITERAL && t < text.n &&
		    fold(pattern.p[p + skip], nocase) == fold(text.p[t], nocase)) {
			p += skip + length;
			t++;
			continue;
		}
		if (run_p == SIZE_MAX || run_t >= text.n)
			return false;
		run_t += char_length(text.p + run_t, text.n - run_t);
		t = run_t;
		p = run_p;
	}
}

/*
 * Matches "*query*". A backslash at the end of the query takes the closing star literally, as it
 * does in the original, which puts the stars round it in the same way.
 */
static bool
matches_within(struct str query, struct str text, bool nocase)
{
	char pattern[4096 + 2];

	if (query.n > sizeof(pattern) - 2)
		return false; /* longer than a request line may be */
	pattern[0] = '*';
	memcpy(pattern + 1, query.p, query.n);
	pattern[query.n + 1] = '*';
	return matches((struct str){pattern, query.n + 2}, text, nocase);
}

bool
pattern_in_text(struct str query, struct str text)
{
	return matches_within(query, text, false);
}

static bool
is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || ((unsigned char)c & 0x80) != 0;
}

bool
pattern_in_words(struct str query, struct str text)
{
	for (size_t start = 0; start < text.n;) {
		size_t stop = start;

		while (stop < text.n && is_word_char(text.p[stop]))
			stop++;
		if (stop > start &&
		    matches_within(query, (struct str){text.p + start, stop - start}, true))
			return true;
		start = stop > start ? stop : start + 1;
	}
	return false;
}
