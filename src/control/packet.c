#include <config.h>

#include "control/inside.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

/* Room for the descriptors of one packet, aligned as the system wants it. */
union ancillary {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(int) * CONTROL_FDS_MAX)];
};

void
packet_close_fds(int *fds, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (fds[i] >= 0)
			close(fds[i]);
		fds[i] = -1;
	}
}

static void
take_fds(struct msghdr *m, struct packet *p)
{
	p->fd_count = 0;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
		size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		/* The system makes at most one of these, no larger than the room for it. */
		if (n > CONTROL_FDS_MAX - p->fd_count)
			n = CONTROL_FDS_MAX - p->fd_count;
		memcpy(p->fds + p->fd_count, CMSG_DATA(c), n * sizeof(int));
		p->fd_count += (unsigned)n;
	}
}

enum control_got
packet_receive(int fd, struct packet *p)
{
	union ancillary room;
	struct iovec v = {p->bytes, CONTROL_REQUEST_MAX};
	struct msghdr m = {.msg_iov = &v,
	    .msg_iovlen = 1,
	    .msg_control = room.bytes,
	    .msg_controllen = sizeof(room.bytes)};
	ssize_t n;

	p->fd_count = 0;
	do
		n = recvmsg(fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? CONTROL_LATER : CONTROL_END;
	take_fds(&m, p);
	if (n == 0 || (m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
		packet_close_fds(p->fds, p->fd_count);
		return CONTROL_END;
	}
	p->n = (size_t)n;
	return CONTROL_ANSWER;
}

const char *
packet_words(struct packet *p, const char **words, unsigned *n)
{
	*n = 0;
	if (p->n == 0 || p->bytes[p->n - 1] != '\0')
		return "not a request";
	for (const char *w = p->bytes; w < p->bytes + p->n; w += strlen(w) + 1) {
		if (*n == CONTROL_WORDS_MAX)
			return "too many words";
		words[(*n)++] = w;
	}
	if (strcmp(words[0], CONTROL_VERSION) != 0)
		return "this process speaks version " CONTROL_VERSION " of the protocol";
	return *n < 2 ? "no verb" : NULL;
}

static bool
join_words(struct packet *p, const char *const *words, unsigned n)
{
	struct buf b = {0};
	bool ok;

	buf_add(&b, CONTROL_VERSION, sizeof(CONTROL_VERSION));
	for (unsigned i = 0; i < n; i++)
		buf_add(&b, words[i], strlen(words[i]) + 1);
	ok = !buf_failed(&b) && b.n <= CONTROL_REQUEST_MAX;
	if (ok)
		memcpy(p->bytes, b.p, p->n = b.n);
	else
		errno = buf_failed(&b) ? ENOMEM : E2BIG;
	buf_release(&b);
	return ok;
}

bool
control_send(int fd, const char *const *words, unsigned n, const int *fds, unsigned fd_count)
{
	struct packet p;
	union ancillary room = {0};
	struct iovec v = {p.bytes, 0};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1};
	ssize_t sent;

	if (!join_words(&p, words, n))
		return false;
	v.iov_len = p.n;
	if (fd_count > 0) {
		struct cmsghdr *c;

		m.msg_control = room.bytes;
		m.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
		c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(fd_count * sizeof(int));
		memcpy(CMSG_DATA(c), fds, fd_count * sizeof(int));
	}
	do
		sent = sendmsg(fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (sent < 0 && errno == EINTR);
	return sent >= 0;
}

bool
packet_send_answer(int fd, int code, const struct buf *text)
{
	struct buf b = {0};
	ssize_t sent = -1;

	buf_printf(&b, "%d\n", code);
	buf_add(&b, text->p, text->n > CONTROL_ANSWER_MAX - 8 ? CONTROL_ANSWER_MAX - 8 : text->n);
	if (!buf_failed(&b))
		sent = send(fd, b.p, b.n, MSG_NOSIGNAL | MSG_DONTWAIT);
	buf_wipe(&b);
	buf_release(&b);
	return sent >= 0;
}

/* "0\nsome text" */
static bool
read_answer(const char *p, size_t n, struct buf *text, int *code)
{
	const char *line = memchr(p, '\n', n);
	char *end;
	long value;

	if (line == NULL)
		return false;
	value = strtol(p, &end, 10);
	if (end == p || end != line || value < 0 || value > 255)
		return false;
	*code = (int)value;
	buf_add(text, line + 1, n - (size_t)(line + 1 - p));
	return true;
}

enum control_got
control_receive(int fd, struct buf *text, int *code)
{
	struct buf b = {0};
	enum control_got got = CONTROL_END;
	ssize_t n = -1;

	if (buf_reserve(&b, CONTROL_ANSWER_MAX))
		n = recv(fd, b.p, CONTROL_ANSWER_MAX, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		got = CONTROL_LATER;
	else if (n > 0 && read_answer(b.p, (size_t)n, text, code))
		got = CONTROL_ANSWER;
	buf_wipe(&b);
	buf_release(&b);
	return got;
}

int
control_ask(const char *dir, const char *const *words, unsigned n, struct buf *text)
{
	int fd = control_connect(dir);
	enum control_got got = CONTROL_LATER;
	int code = EX_UNAVAILABLE;

	if (fd < 0 || !control_send(fd, words, n, NULL, 0)) {
		buf_printf(text, "no connectord can be asked in %s: %s", dir, strerror(errno));
		if (fd >= 0)
			close(fd);
		return code;
	}
	while ((got = control_receive(fd, text, &code)) == CONTROL_LATER)
		(void)poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, -1);
	if (got == CONTROL_END)
		buf_printf(text, "the connectord in %s ended without an answer", dir);
	close(fd);
	return code;
}
