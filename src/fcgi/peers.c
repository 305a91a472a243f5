#include <config.h>

#include "fcgi/peers.h"

#include <arpa/inet.h>
#include <string.h>

static struct in6_addr
mapped(struct in_addr v4)
{
	struct in6_addr a = {.s6_addr = {[10] = 0xff, [11] = 0xff}};

	memcpy(&a.s6_addr[12], &v4, sizeof(v4));
	return a;
}

static bool
address_read(const char *text, struct in6_addr *to)
{
	struct in_addr v4;

	if (inet_pton(AF_INET6, text, to) == 1)
		return true;
	if (inet_pton(AF_INET, text, &v4) != 1)
		return false;
	*to = mapped(v4);
	return true;
}

bool
peers_read(struct peers *p, const char *list, const char **why)
{
	*p = (struct peers){.all = list == NULL || *list == '\0'};
	if (list == NULL || p->all)
		return true;
	for (;;) {
		char one[INET6_ADDRSTRLEN];
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
		if (n >= sizeof(one) || !address_read(one, &p->addresses[p->n])) {
			*why = "web server addresses must be a comma list of IP addresses";
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
		if (memcmp(&a, &p->addresses[i], sizeof(a)) == 0)
			return true;
	return false;
}
