#include <config.h>

#include "control/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

static const char name[] = "owner.sock";
static const char new_name[] = "owner.sock.new";

/*
 * An address has room for 107 bytes and a directory may have a longer name: then it is reached
 * through a descriptor. *dir_fd is to be closed, or -1.
 */
static bool
make_address(struct sockaddr_un *a, const char *dir, const char *file, int *dir_fd)
{
	int n = snprintf(a->sun_path, sizeof(a->sun_path), "%s/%s", dir, file);

	a->sun_family = AF_UNIX;
	*dir_fd = -1;
	if (n > 0 && (size_t)n < sizeof(a->sun_path))
		return true;
	*dir_fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*dir_fd < 0)
		return false;
	snprintf(a->sun_path, sizeof(a->sun_path), "/proc/self/fd/%d/%s", *dir_fd, file);
	return true;
}

static int
socket_new(void)
{
	return socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static void
close_keeping_errno(int fd)
{
	int error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
}

int
control_connect(const char *dir)
{
	struct sockaddr_un address = {0};
	int fd = -1, dir_fd = -1;

	if (make_address(&address, dir, name, &dir_fd))
		fd = socket_new();
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		close_keeping_errno(fd);
		fd = -1;
	}
	close_keeping_errno(dir_fd);
	return fd;
}

/* The permissions are right before anybody can connect: that is possible from listen() on. */
static int
bind_new(const char *dir)
{
	struct sockaddr_un address = {0};
	int dir_fd = -1, fd = -1;

	if (!make_address(&address, dir, new_name, &dir_fd))
		return -1;
	(void)unlink(address.sun_path);
	fd = socket_new();
	if (fd >= 0 && (bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
	                   chmod(address.sun_path, 0600) != 0 || listen(fd, BACKLOG) != 0)) {
		close_keeping_errno(fd);
		fd = -1;
	}
	close_keeping_errno(dir_fd);
	return fd;
}

/* In one step from the last owner's socket to ours: whoever connects meets one that listens. */
static bool
put_in_place(const char *dir)
{
	int at = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool ok = at >= 0 && renameat(at, new_name, at, name) == 0;

	close_keeping_errno(at);
	return ok;
}

int
control_listen(const char *dir)
{
	int fd = bind_new(dir);

	if (fd >= 0 && !put_in_place(dir)) {
		close_keeping_errno(fd);
		fd = -1;
	}
	return fd;
}

void
control_unlink(const char *dir)
{
	int at = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (at < 0)
		return;
	(void)unlinkat(at, name, 0);
	close(at);
}

bool
control_peer_may(int fd)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
	       (peer.uid == 0 || peer.uid == geteuid());
}
