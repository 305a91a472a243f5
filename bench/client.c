#include <config.h>

#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- addresses ---- */

static bool
read_path(const char *text, struct address *a)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};

	if (strlen(text) >= sizeof(sun.sun_path))
		return false;
	memcpy(sun.sun_path, text, strlen(text) + 1);
	memcpy(&a->storage, &sun, sizeof(sun));
	a->size = sizeof(sun);
	return true;
}

bool
address_read(const char *text, struct address *a)
{
	struct sockaddr_in sin = {.sin_family = AF_INET};
	const char *colon = strchr(text, ':');
	char host[INET_ADDRSTRLEN];
	unsigned long port;

	*a = (struct address){0};
	if (text[0] == '/')
		return read_path(text, a);
	if (colon == NULL || (size_t)(colon - text) >= sizeof(host))
		return false;
	memcpy(host, text, (size_t)(colon - text));
	host[colon - text] = '\0';
	port = strtoul(colon + 1, NULL, 10);
	if (port == 0 || port > 65535 || inet_pton(AF_INET, host, &sin.sin_addr) != 1)
		return false;
	sin.sin_port = htons((uint16_t)port);
	memcpy(&a->storage, &sin, sizeof(sin));
	a->size = sizeof(sin);
	return true;
}

/* ---- the connection ---- */

bool
client_connect(struct client *c, const struct address *a)
{
	const int on = 1;

	c->fd = socket(a->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		return false;
	if (a->storage.ss_family == AF_INET)
		setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(c->fd, (const struct sockaddr *)&a->storage, a->size) != 0 &&
	    errno != EINPROGRESS) {
		client_close(c);
		return false;
	}
	return true;
}

void
client_close(struct client *c)
{
	int saved = errno;

	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	c->sent = 0;
	buf_clear(&c->out);
	buf_clear(&c->in);
	errno = saved;
}

void
client_release(struct client *c)
{
	client_close(c);
	buf_release(&c->out);
	buf_release(&c->in);
}

enum client_state
client_send(struct client *c)
{
	while (c->sent < c->out.n) {
		ssize_t n = send(c->fd, c->out.p + c->sent, c->out.n - c->sent, MSG_NOSIGNAL);

		if (n < 0 && (errno == EAGAIN || errno == ENOTCONN))
			return CLIENT_WAITS;
		if (n < 0 && errno != EINTR)
			return CLIENT_FAILED;
		if (n > 0)
			c->sent += (size_t)n;
	}
	c->sent = 0;
	buf_clear(&c->out);
	return CLIENT_WAITS;
}

/* ---- answers ---- */

static struct str
header(struct str head, const char *name)
{
	const size_t n = strlen(name);
	const char *line = memchr(head.p, '\n', head.n);

	while (line != NULL) {
		const char *end = head.p + head.n;
		const char *next;

		line++;
		next = memchr(line, '\n', (size_t)(end - line));
		if ((size_t)(end - line) > n + 1 && strncasecmp(line, name, n) == 0 &&
		    line[n] == ':') {
			const char *value = line + n + 1;

			while (*value == ' ')
				value++;
			return (struct str){value, (size_t)((next != NULL ? next : end) - value)};
		}
		line = next;
	}
	return (struct str){NULL, 0};
}

/* Whether the whole answer is there. A length that is not said is not understood: FAILED. */
static enum client_state
parse(struct client *c)
{
	const char *end = memmem(c->in.p, c->in.n, "\r\n\r\n", 4);
	struct str head, length, connection;
	size_t n;

	if (end == NULL)
		return CLIENT_WAITS;
	head = (struct str){c->in.p, (size_t)(end - c->in.p) + 2};
	if (head.n < 13 || memcmp(head.p, "HTTP/1.1 ", 9) != 0)
		return CLIENT_FAILED;
	length = header(head, "content-length");
	if (length.p == NULL)
		return CLIENT_FAILED;
	n = strtoul(length.p, NULL, 10);
	if (c->in.n - (size_t)(end + 4 - c->in.p) < n)
		return CLIENT_WAITS;
	connection = header(head, "connection");
	c->status = (int)strtol(head.p + 9, NULL, 10);
	c->body = (struct str){end + 4, n};
	c->closes = connection.n >= 5 && strncasecmp(connection.p, "close", 5) == 0;
	return CLIENT_ANSWERED;
}

enum client_state
client_read(struct client *c)
{
	enum { PIECE = 64 * 1024 };

	for (;;) {
		enum client_state state;
		ssize_t n;

		if (!buf_reserve(&c->in, PIECE))
			return CLIENT_FAILED;
		n = recv(c->fd, c->in.p + c->in.n, PIECE, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? CLIENT_WAITS : CLIENT_FAILED;
		if (n == 0)
			return CLIENT_FAILED;
		c->in.n += (size_t)n;
		state = parse(c);
		if (state != CLIENT_WAITS)
			return state;
	}
}
