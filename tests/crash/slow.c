/*
 * In front of the C library (LD_PRELOAD): a disk that takes its time. While there is a file
 * $CRASH_SLOW, each sync takes as many milliseconds as it says.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static void
wait_for_disk(void)
{
	const char *path = getenv("CRASH_SLOW");
	char text[32] = {0};
	int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (read(fd, text, sizeof(text) - 1) > 0)
		usleep((useconds_t)strtoul(text, NULL, 10) * 1000);
	close(fd);
}

int fsync(int fd);

int
fsync(int fd)
{
	wait_for_disk();
	return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd);

int
fdatasync(int fd)
{
	wait_for_disk();
	return (int)syscall(SYS_fdatasync, fd);
}
