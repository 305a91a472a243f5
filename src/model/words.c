#include <config.h>

#include "model/words.h"

int
words_find(const struct words *words, struct str word)
{
	for (int i = 0; i < words->n; i++)
		if (words->exact ? str_is(word, words->names[i])
		                 : str_is_nocase(word, words->names[i]))
			return i;
	return -1;
}
