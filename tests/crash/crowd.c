/* Makes so many connections to a Unix socket and stalls in the middle of a request on each, until
 * its standard input ends. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int
stall(const char *path)
{
	static const char begin[] = {1, 1, 0, 1};
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	if (fd < 0 || strlen(path) >= sizeof(address.sun_path))
		return -1;
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
	    write(fd, begin, sizeof(begin)) != sizeof(begin)) {
		close(fd);
		return -1;
	}
	return fd;
}

int
main(int argc, char **argv)
{
	struct rlimit limit;
	long n = argc == 3 ? strtol(argv[2], NULL, 10) : 0, made = 0;
	char c;

	if (n <= 0)
		return EXIT_FAILURE;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
	/* The backlog fills up: that belongs to it. */
	while (made < n && stall(argv[1]) >= 0)
		made++;
	printf("%ld\n", made);
	if (fflush(stdout) != 0)
		return EXIT_FAILURE;
	while (read(STDIN_FILENO, &c, 1) > 0)
		;
	return EXIT_SUCCESS;
}
