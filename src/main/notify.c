#include <config.h>

#include "main/notify.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { MESSAGE_MAX = 512, STORE_MAX = 60000, SHORT_WATCHDOG_MS = 3000 };

/* A path, or with @ in front a name that is in no directory. 0: neither. */
static socklen_t
read_address(const char *name, struct sockaddr_un *to)
{
	size_t n = name != NULL ? strlen(name) : 0;

	if (n < 2 || n >= sizeof(to->sun_path) || (*name != '/' && *name != '@'))
		return 0;
	to->sun_family = AF_UNIX;
	memcpy(to->sun_path, name, n);
	if (*name == '@')
		to->sun_path[0] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
}

void
notify(const char *format, ...)
{
	struct sockaddr_un to = {0};
	socklen_t size = read_address(getenv("NOTIFY_SOCKET"), &to);
	char message[MESSAGE_MAX];
	int saved = errno;
	va_list ap;
	int fd;

	if (size == 0)
		return;
	va_start(ap, format);
	vsnprintf(message, sizeof(message), format, ap);
	va_end(ap);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0) {
		/* Nobody is to be told when this fails. */
		(void)!sendto(
		    fd, message, strlen(message), MSG_NOSIGNAL, (const struct sockaddr *)&to, size);
		close(fd);
	}
	errno = saved;
}

unsigned
notify_store_max(void)
{
	const char *text = getenv("FDSTORE");
	struct sockaddr_un to = {0};
	unsigned long n = text != NULL ? strtoul(text, NULL, 10) : 0;

	if (read_address(getenv("NOTIFY_SOCKET"), &to) == 0)
		return 0;
	return n < STORE_MAX ? (unsigned)n : STORE_MAX;
}

/* With a descriptor, or -1. Many come at once, and its queue may be short: so it is waited for. */
static bool
send_patiently(const char *message, int fd)
{
	struct sockaddr_un to = {0};
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct iovec text = {(char *)(uintptr_t)message, strlen(message)};
	struct msghdr m = {.msg_name = &to,
	    .msg_namelen = read_address(getenv("NOTIFY_SOCKET"), &to),
	    .msg_iov = &text,
	    .msg_iovlen = 1};
	const struct timeval patience = {.tv_usec = 200000};
	bool sent = false;
	int via;

	if (fd >= 0) {
		m.msg_control = control.space;
		m.msg_controllen = sizeof(control.space);
		control.head.cmsg_level = SOL_SOCKET;
		control.head.cmsg_type = SCM_RIGHTS;
		control.head.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.head), &fd, sizeof(int));
	}
	via = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (via < 0)
		return false;
	if (setsockopt(via, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) == 0)
		sent = sendmsg(via, &m, MSG_NOSIGNAL) == (ssize_t)text.iov_len;
	close(via);
	return sent;
}

bool
notify_store(int fd, const char *name)
{
	char message[MESSAGE_MAX];

	snprintf(message, sizeof(message), "FDSTORE=1\nFDNAME=%s", name);
	return send_patiently(message, fd);
}

bool
notify_store_forget(const char *name)
{
	char message[MESSAGE_MAX];

	snprintf(message, sizeof(message), "FDSTOREREMOVE=1\nFDNAME=%s", name);
	return send_patiently(message, -1);
}

int64_t
notify_watchdog_ms(void)
{
	const char *us = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");
	long long n;

	if (us == NULL || (pid != NULL && strtol(pid, NULL, 10) != (long)getpid()))
		return 0;
	n = strtoll(us, NULL, 10);
	return n >= 1000 ? n / 1000 : 0;
}

int64_t
notify_every_ms(int64_t watchdog_ms, int64_t most)
{
	int64_t every = watchdog_ms / (watchdog_ms < SHORT_WATCHDOG_MS ? 6 : 3);

	if (every > most)
		every = most;
	return every > 0 ? every : 1;
}
