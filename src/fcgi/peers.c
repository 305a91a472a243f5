#include <config.h>

#include "fcgi/peers.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static struct in6_addr
mapped(struct in_addr v4)
{
	struct in6_addr a = {.s6_addr = {[10] = 0xff, [11] = 0xff}};

	memcpy(&a.s6_addr[12], &v4, sizeof(v4));
	return a;
}

/* Of "/24" the number; false when it is none, or more than most. */
static bool
bits_read(const char *slash, unsigned most, unsigned *bits)
{
	const char *digits = slash + 1;
	size_t n = strspn(digits, "0123456789");

	if (n == 0 || n > 3 || digits[n] != '\0')
		return false;
	*bits = (unsigned)strtoul(digits, NULL, 10);
	return *bits <= most;
}

/* text is changed. "10.1.1.1", "10.0.0.0/8", "2001:db8::/32". */
static bool
network_read(char *text, struct in6_addr *to, unsigned *bits)
{
	char *slash = strchr(text, '/');
	struct in_addr v4;

	if (slash != NULL)
		*slash = '\0';
	*bits = 128;
	if (inet_pton(AF_INET6, text, to) == 1)
		return slash == NULL || bits_read(slash, 128, bits);
	if (inet_pton(AF_INET, text, &v4) != 1)
		return false;
	*to = mapped(v4);
	if (slash == NULL)
		return true;
	if (!bits_read(slash, 32, bits))
		return false;
	*bits += 96;
	return true;
}

static bool
is_in(const struct in6_addr *a, const struct in6_addr *network, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (memcmp(a, network, whole) != 0)
		return false;
	return rest == 0 || (a->s6_addr[whole] ^ network->s6_addr[whole]) >> (8 - rest) == 0;
}

bool
peers_read(struct peers *p, const char *list, const char **why)
{
	*p = (struct peers){.all = list == NULL || *list == '\0'};
	if (list == NULL || p->all)
		return true;
	for (;;) {
		char one[INET6_ADDRSTRLEN + 4];
		size_t n;

		list += strspn(list, " \t");
		n = strcspn(list, ", \t");
		if (p->n == PEERS_MAX) {
			*why = "more than 32 web server addresses";
			return false;
		}
		if (n < sizeof(one)) {
			memcpy(one, list, n);
			one[n] = '\0';
		}
		if (n >= sizeof(one) ||
		    !network_read(one, &p->networks[p->n].address, &p->networks[p->n].bits)) {
			*why = "web server addresses must be a comma list of IP addresses and "
			       "networks";
			return false;
		}
		p->n++;
		list += n;
		list += strspn(list, " \t");
		if (*list == '\0')
			return true;
		if (*list++ != ',') {
			*why = "web server addresses must be separated by commas";
			return false;
		}
	}
}

bool
peers_may_connect(const struct peers *p, const struct sockaddr_storage *from)
{
	struct in6_addr a;

	if (p->all)
		return true;
	if (from->ss_family == AF_INET)
		a = mapped(((const struct sockaddr_in *)from)->sin_addr);
	else if (from->ss_family == AF_INET6)
		a = ((const struct sockaddr_in6 *)from)->sin6_addr;
	else
		return true;
	for (unsigned i = 0; i < p->n; i++)
		if (is_in(&a, &p->networks[i].address, p->networks[i].bits))
			return true;
	return false;
}
