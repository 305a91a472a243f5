#include <config.h>

#include "fcgi/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "fcgi/peers.h"

enum {
	BACKLOG = 1024,
	SYSTEMD_FIRST_FD = 3,
	FDS_MAX = 65536,
	LISTENERS_MAX = sizeof(((struct listen_sockets *)NULL)->fds) / sizeof(int),
};

static int
fail(struct arena *a, const char **why, const char *what, const char *detail)
{
	*why = arena_printf(a, "%s: %s", what, detail);
	return -1;
}

/* ---- a Unix socket of our own ---- */

enum holder { HOLDER_NONE, HOLDER_DEAD, HOLDER_LIVE, HOLDER_UNKNOWN };

/* Who listens on the socket file. Only a refused connection proves that nobody does. */
static enum holder
socket_holder(const struct sockaddr_un *address)
{
	enum holder holder = HOLDER_UNKNOWN;
	struct stat st;
	int fd, error;

	if (lstat(address->sun_path, &st) != 0)
		return errno == ENOENT ? HOLDER_NONE : HOLDER_UNKNOWN;
	if (!S_ISSOCK(st.st_mode)) {
		errno = EEXIST;
		return HOLDER_UNKNOWN;
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return HOLDER_UNKNOWN;
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 || errno == EAGAIN)
		holder = HOLDER_LIVE;
	else if (errno == ECONNREFUSED)
		holder = HOLDER_DEAD;
	error = errno;
	close(fd);
	errno = error;
	return holder;
}

/*
 * Two starting at once must not each take the other's new socket for a stale one: the directory is
 * locked from the look at the old file until the new one listens. Where a directory cannot be
 * locked we go on without. A descriptor to close, or -1.
 */
static int
lock_directory(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == path ? "/" : arena_printf(a, "%.*s", (int)(slash - path), path);
	int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		(void)flock(fd, LOCK_EX);
	return fd;
}

static int
bind_and_listen(int fd, const struct sockaddr_un *address, unsigned mode)
{
	/* Its permissions are right from the moment it exists. */
	mode_t before = umask((mode_t)(0777 & ~mode));
	int rc = bind(fd, (const struct sockaddr *)address, sizeof(*address));

	umask(before);
	return rc == 0 ? listen(fd, BACKLOG) : rc;
}

static int
open_unix_locked(const struct sockaddr_un *address, unsigned mode, struct arena *a,
    struct listen_sockets *to, const char **why)
{
	const char *path = address->sun_path;
	struct stat st;
	int fd;

	switch (socket_holder(address)) {
	case HOLDER_NONE:
		break;
	case HOLDER_DEAD:
		if (unlink(path) != 0)
			return fail(a, why, path, strerror(errno));
		break;
	case HOLDER_LIVE:
		return fail(a, why, path, "another program listens there");
	case HOLDER_UNKNOWN:
		return fail(a, why, path,
		    errno == EEXIST ? "is there and is not a socket" : strerror(errno));
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return fail(a, why, path, strerror(errno));
	if (bind_and_listen(fd, address, mode) != 0 || lstat(path, &st) != 0) {
		fail(a, why, path, strerror(errno));
		close(fd);
		return -1;
	}
	*to = (struct listen_sockets){.fds = {fd},
	    .n = 1,
	    .unix_path = arena_copy(a, str_of(path)).p,
	    .unix_dev = st.st_dev,
	    .unix_ino = st.st_ino};
	return 0;
}

static int
open_unix(
    const char *path, unsigned mode, struct arena *a, struct listen_sockets *to, const char **why)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int lock, rc;

	if (*path != '/')
		return fail(a, why, path, "the path of a socket must begin with /");
	if (strlen(path) >= sizeof(address.sun_path))
		return fail(a, why, path, "the path of a socket has at most 107 bytes");
	memcpy(address.sun_path, path, strlen(path) + 1);
	lock = lock_directory(a, path);
	rc = open_unix_locked(&address, mode, a, to, why);
	if (lock >= 0)
		close(lock);
	return rc;
}

/* ---- TCP ---- */

union any_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static bool
port_read(const char *text, in_port_t *port)
{
	unsigned long n = 0;

	if (strlen(text) == 0 || strlen(text) > 5 || strspn(text, "0123456789") != strlen(text))
		return false;
	n = strtoul(text, NULL, 10);
	*port = htons((uint16_t)n);
	return n >= 1 && n <= 65535;
}

/* "127.0.0.1:9000" or "[::1]:9000". */
static bool
tcp_address_read(const char *text, union any_address *to)
{
	const char *colon = strrchr(text, ':');
	char host[INET6_ADDRSTRLEN + 2];
	size_t n = colon != NULL ? (size_t)(colon - text) : 0;

	if (n == 0 || n >= sizeof(host))
		return false;
	memcpy(host, text, n);
	host[n] = '\0';
	*to = (union any_address){0};
	if (host[0] == '[' && host[n - 1] == ']') {
		host[n - 1] = '\0';
		to->v6.sin6_family = AF_INET6;
		return inet_pton(AF_INET6, host + 1, &to->v6.sin6_addr) == 1 &&
		       port_read(colon + 1, &to->v6.sin6_port);
	}
	to->v4.sin_family = AF_INET;
	return inet_pton(AF_INET, host, &to->v4.sin_addr) == 1 &&
	       port_read(colon + 1, &to->v4.sin_port);
}

static bool
is_loopback(const union any_address *address)
{
	const struct in6_addr *v6 = &address->v6.sin6_addr;

	if (address->any.sa_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(v6) ||
		       (IN6_IS_ADDR_V4MAPPED(v6) && v6->s6_addr[12] == 127);
	return address->any.sa_family == AF_INET && ntohl(address->v4.sin_addr.s_addr) >> 24 == 127;
}

static const char not_public[] =
    "is reached from other hosts, and FastCGI has no way to tell who is calling: name the web "
    "servers that may connect (web_server_addrs), or use a Unix socket or a loopback address";

static int
open_tcp(
    const char *text, bool guarded, struct arena *a, struct listen_sockets *to, const char **why)
{
	union any_address address;
	int one = 1;
	int fd;

	if (!tcp_address_read(text, &address))
		return fail(a, why, text,
		    "is no address to listen on (/path, unix:/path, 127.0.0.1:port, [::1]:port)");
	if (!is_loopback(&address) && !guarded)
		return fail(a, why, text, not_public);
	fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return fail(a, why, text, strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (address.any.sa_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
	if (bind(fd, &address.any,
	        address.any.sa_family == AF_INET6 ? sizeof(address.v6) : sizeof(address.v4)) != 0 ||
	    listen(fd, BACKLOG) != 0) {
		fail(a, why, text, strerror(errno));
		close(fd);
		return -1;
	}
	*to = (struct listen_sockets){.fds = {fd}, .n = 1};
	return 0;
}

/* ---- sockets that others opened ---- */

static int
socket_option(int fd, int option)
{
	int value = -1;
	socklen_t size = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

bool
listen_is_listening(int fd)
{
	return socket_option(fd, SO_ACCEPTCONN) == 1 && socket_option(fd, SO_TYPE) == SOCK_STREAM;
}

bool
listen_is_public(int fd)
{
	struct sockaddr_storage own = {0};
	socklen_t size = sizeof(own);
	union any_address address = {0};

	if (getsockname(fd, (struct sockaddr *)&own, &size) != 0)
		return true;
	memcpy(&address, &own, sizeof(address));
	return own.ss_family != AF_UNIX && !is_loopback(&address);
}

/* Of a socket that somebody else opened. what names it in *why. */
static int
inherit(int fd, const char *what, bool guarded, struct arena *a, struct listen_sockets *to,
    const char **why)
{
	if (listen_is_public(fd) && !guarded)
		return fail(a, why, what, not_public);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	to->handed_over = true;
	to->fds[to->n++] = fd;
	return 0;
}

/* Whether the i-th of the names, which have colons between them, is name. */
static bool
is_named(const char *names, unsigned i, const char *name)
{
	for (; i > 0 && names != NULL; i--) {
		names = strchr(names, ':');
		names = names != NULL ? names + 1 : NULL;
	}
	return names != NULL && strcspn(names, ":") == strlen(name) &&
	       strncmp(names, name, strlen(name)) == 0;
}

static int
take_one(int fd, bool guarded, struct arena *a, struct listen_sockets *to, const char **why)
{
	const unsigned i = (unsigned)(fd - SYSTEMD_FIRST_FD);

	if (is_named(getenv("LISTEN_FDNAMES"), i, "connection")) {
		fcntl(fd, F_SETFD, FD_CLOEXEC);
		to->conns[to->conn_count++] = fd;
		return 0;
	}
	if (!listen_is_listening(fd))
		return fail(a, why, "LISTEN_FDS", "one of them is not a listening stream socket");
	if (to->n == LISTENERS_MAX)
		return fail(a, why, "LISTEN_FDS", "has more than 16 listening sockets");
	return inherit(fd, "LISTEN_FDS", guarded, a, to, why);
}

/* 1: opened; 0: none were meant for us; -1. */
static int
open_systemd(bool guarded, struct arena *a, struct listen_sockets *to, const char **why)
{
	const char *pid = getenv("LISTEN_PID");
	const char *count = getenv("LISTEN_FDS");
	char *end;
	long n;

	if (pid == NULL || count == NULL || strtol(pid, NULL, 10) != (long)getpid())
		return 0;
	errno = 0;
	n = strtol(count, &end, 10);
	if (errno != 0 || end == count || *end != '\0' || n < 1 || n > FDS_MAX)
		return fail(a, why, "LISTEN_FDS", "is not a number from 1 to 65536");
	*to = (struct listen_sockets){.conns = arena_alloc(a, (size_t)n * sizeof(int))};
	if (to->conns == NULL)
		return fail(a, why, "LISTEN_FDS", "out of memory");
	for (int fd = SYSTEMD_FIRST_FD; fd < SYSTEMD_FIRST_FD + (int)n; fd++)
		if (take_one(fd, guarded, a, to, why) != 0)
			return -1;
	if (to->n == 0)
		return fail(a, why, "LISTEN_FDS", "there is no listening socket among them");
	/* They are ours: nobody we might start should take them for his. */
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	return 1;
}

/* ---- the interface ---- */

int
listen_open(const char *address, unsigned mode, const char *web_servers, struct arena *a,
    struct listen_sockets *to, const char **why)
{
	struct peers peers;
	bool guarded;
	int rc;

	*to = (struct listen_sockets){0};
	if (!peers_read(&peers, web_servers, why))
		return -1;
	guarded = !peers.all;
	if (address != NULL && *address == '/')
		return open_unix(address, mode, a, to, why);
	if (address != NULL && strncmp(address, "unix:", 5) == 0)
		return open_unix(address + 5, mode, a, to, why);
	if (address != NULL && *address != '\0')
		return open_tcp(address, guarded, a, to, why);
	rc = open_systemd(guarded, a, to, why);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (listen_is_listening(STDIN_FILENO))
		return inherit(STDIN_FILENO, "descriptor 0", guarded, a, to, why);
	return fail(a, why, "nowhere to listen",
	    "no address was given, and descriptor 0 is not a listening socket");
}

void
listen_unlink(struct listen_sockets *l)
{
	struct stat st;

	if (l->unix_path != NULL && lstat(l->unix_path, &st) == 0 && st.st_dev == l->unix_dev &&
	    st.st_ino == l->unix_ino)
		unlink(l->unix_path);
	l->unix_path = NULL;
}

void
listen_close(struct listen_sockets *l)
{
	/* Removed before it is closed, so that it is never seen stale. */
	listen_unlink(l);
	for (unsigned i = 0; i < l->n; i++)
		close(l->fds[i]);
	for (unsigned i = 0; i < l->conn_count; i++)
		close(l->conns[i]);
	*l = (struct listen_sockets){0};
}
