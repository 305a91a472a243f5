#include <config.h>

#include "model/pattern.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

enum {
	QUERY_MAX = 4096,    /* bytes; a request line holds no more */
	KEYWORD_MAX = 32766, /* longer ones are not searchable in the original */
	WORD_MAX = 255       /* its words are cut there */
};

/* A query taken apart: literal bytes and places for any one character, in pieces between the runs.
 */
struct pattern {
	char literal[QUERY_MAX + 1];
	bool any[QUERY_MAX + 1];
	size_t ends[QUERY_MAX + 2]; /* of the pieces */
	size_t pieces;
	/* The query ends in a backslash: it takes the run behind it, and so the end, literally. */
	bool anchored;
};

static char
fold(char c, bool nocase)
{
	return nocase ? (char)tolower((unsigned char)c) : c;
}

static bool
compile(struct str query, bool nocase, struct pattern *p)
{
	size_t n = 0;

	p->pieces = 0;
	p->anchored = false;
	if (query.n > QUERY_MAX)
		return false;
	for (size_t i = 0; i < query.n; i++) {
		char c = query.p[i];

		if (c == '*') {
			p->ends[p->pieces++] = n;
			continue;
		}
		p->any[n] = c == '?';
		if (c == '\\') {
			p->anchored = i + 1 == query.n;
			c = p->anchored ? '*' : query.p[++i];
		}
		p->literal[n++] = fold(c, nocase);
	}
	p->ends[p->pieces++] = n;
	return true;
}

/* Bytes of the character at p, which is valid UTF-8. */
static size_t
char_length(const char *p, size_t n)
{
	size_t length = 1;

	while (length < n && ((unsigned char)p[length] & 0xC0) == 0x80)
		length++;
	return length;
}

/* How far a piece reaches from t; SIZE_MAX when it does not match there. */
static size_t
piece_at(const struct pattern *p, size_t from, size_t end, struct str text, size_t t)
{
	for (; from < end; from++) {
		if (t == text.n)
			return SIZE_MAX;
		if (p->any[from])
			t += char_length(text.p + t, text.n - t);
		else if (p->literal[from] == text.p[t])
			t++;
		else
			return SIZE_MAX;
	}
	return t;
}

/* The end of the first match of a piece at t or behind; SIZE_MAX when there is none. */
static size_t
find_piece(const struct pattern *p, size_t from, size_t end, struct str text, size_t t, bool to_end)
{
	if (memchr(p->any + from, 1, end - from) == NULL && !to_end) {
		const char *at =
		    from == end ? text.p + t
		                : memmem(text.p + t, text.n - t, p->literal + from, end - from);

		return at == NULL ? SIZE_MAX : (size_t)(at - text.p) + (end - from);
	}
	for (; t < text.n; t += char_length(text.p + t, text.n - t)) {
		size_t stop = piece_at(p, from, end, text, t);

		if (stop != SIZE_MAX && (!to_end || stop == text.n))
			return stop;
	}
	return SIZE_MAX;
}

/* The first place for each piece is as good as any other: what follows has the most room behind it.
 */
static bool
matches(const struct pattern *p, struct str text)
{
	size_t t = 0, from = 0;

	for (size_t i = 0; i < p->pieces; i++) {
		t = find_piece(p, from, p->ends[i], text, t, p->anchored && i + 1 == p->pieces);
		if (t == SIZE_MAX)
			return false;
		from = p->ends[i];
	}
	return true;
}

bool
pattern_in_text(struct str query, struct str text)
{
	struct pattern p;

	return text.n <= KEYWORD_MAX && compile(query, false, &p) && matches(&p, text);
}

static bool
is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || ((unsigned char)c & 0x80) != 0;
}

/* The length of the word at the start of text, cut behind a whole character; 0: none. */
static size_t
word_length(struct str text)
{
	size_t n = 0;

	while (n < text.n && n < WORD_MAX && is_word_char(text.p[n]))
		n++;
	if (n == WORD_MAX && n < text.n)
		while (n > 1 && ((unsigned char)text.p[n] & 0xC0) == 0x80)
			n--;
	return n;
}

bool
pattern_in_words(struct str query, struct str text)
{
	char word[WORD_MAX];
	struct pattern p;

	if (!compile(query, true, &p))
		return false;
	while (text.n > 0) {
		size_t n = word_length(text);

		for (size_t i = 0; i < n; i++)
			word[i] = fold(text.p[i], true);
		if (n > 0 && matches(&p, (struct str){word, n}))
			return true;
		n = n > 0 ? n : 1;
		text.p += n;
		text.n -= n;
	}
	return false;
}
