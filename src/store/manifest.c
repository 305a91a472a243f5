#include <config.h>

#include "store/manifest.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/timestamp.h"
#include "store/file.h"

enum { FORMAT = 1, FILE_MODE = 0600, SIZE_LIMIT = 64 << 20 };

static const char head[] = "connectord-backup ";

void
manifest_release(struct manifest *m)
{
	free(m->files);
	*m = (struct manifest){.files = NULL};
}

bool
manifest_is_database(const char *name)
{
	size_t n = strlen(name);

	return n > 3 && strcmp(name + n - 3, ".db") == 0 && strncmp(name, "__db", 4) != 0;
}

bool
manifest_is_log(const char *name)
{
	return strncmp(name, "log.", 4) == 0 && name[4] != '\0' &&
	       strspn(name + 4, "0123456789") == strlen(name + 4);
}

bool
manifest_is_data(const char *name)
{
	return manifest_is_database(name) || manifest_is_log(name);
}

bool
manifest_add(struct manifest *m, const char *name, uint64_t bytes, uint32_t crc)
{
	uint64_t n = m->about.files;
	struct manifest_file *f;

	/* Grows by doubling, at the powers of two. */
	if ((n & (n - 1)) == 0) {
		f = reallocarray(m->files, n == 0 ? 1 : 2 * n, sizeof(*f));
		if (f == NULL)
			return false;
		m->files = f;
	}
	if (strlen(name) >= MANIFEST_NAME_MAX)
		return false;
	f = &m->files[n];
	memcpy(f->name, name, strlen(name) + 1);
	f->bytes = bytes;
	f->crc = crc;
	m->about.files++;
	m->about.bytes += bytes;
	return true;
}

static uint32_t
sum(struct str s)
{
	return (uint32_t)crc32_z(0, (const unsigned char *)s.p, s.n);
}

static void
print(const struct manifest *m, struct buf *out)
{
	char began[TIMESTAMP_SIZE], ended[TIMESTAMP_SIZE];

	timestamp_print(began, m->about.began);
	timestamp_print(ended, m->about.ended);
	buf_printf(
	    out, "%s%d\nuuid %s\nbegan %s\nended %s\n", head, FORMAT, m->about.uuid, began, ended);
	for (uint64_t i = 0; i < m->about.files; i++)
		buf_printf(out, "file %s %" PRIu64 " %08" PRIx32 "\n", m->files[i].name,
		    m->files[i].bytes, m->files[i].crc);
	buf_printf(out, "sum %08" PRIx32 "\n", sum(buf_peek(out)));
}

int
manifest_write(const struct manifest *m, int dir_fd)
{
	struct buf text = {0};
	int fd = openat(dir_fd, MANIFEST_FILE, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
	int ret = fd < 0 ? errno : 0;

	print(m, &text);
	if (ret == 0)
		ret = buf_failed(&text) ? ENOMEM : file_write(fd, text.p, text.n);
	if (ret == 0 && fsync(fd) != 0)
		ret = errno;
	if (fd >= 0 && close(fd) != 0 && ret == 0)
		ret = errno;
	buf_release(&text);
	return ret;
}

/* ---- reading ---- */

static int
slurp(int fd, struct buf *text)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return errno;
	if (!S_ISREG(st.st_mode) || st.st_size > SIZE_LIMIT)
		return EBADMSG;
	if (!buf_reserve(text, (size_t)st.st_size + 1))
		return ENOMEM;
	for (;;) {
		ssize_t n = read(fd, text->p + text->n, text->room - text->n);

		if (n == 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return errno;
		if (n > 0)
			text->n += (size_t)n;
		if (text->n > SIZE_LIMIT)
			return EBADMSG;
		if (text->n == text->room && !buf_reserve(text, text->room))
			return ENOMEM;
	}
}

/* Takes the next line, without its end. */
static bool
next_line(struct str *rest, char line[256])
{
	const char *end = rest->n > 0 ? memchr(rest->p, '\n', rest->n) : NULL;
	size_t n = end != NULL ? (size_t)(end - rest->p) : 0;

	if (end == NULL || n >= 256 || memchr(rest->p, '\0', n) != NULL)
		return false;
	memcpy(line, rest->p, n);
	line[n] = '\0';
	*rest = (struct str){end + 1, rest->n - n - 1};
	return true;
}

static bool
read_time(const char *line, const char *name, int64_t *us)
{
	size_t n = strlen(name);

	return strncmp(line, name, n) == 0 && timestamp_read(str_of(line + n), us);
}

/* "NAME BYTES CRC": a name may not lead out of the directory, it is that of a file of a store. */
static bool
read_file(struct manifest *m, char *line)
{
	static const char begin[] = "file ";
	char *name = line + sizeof(begin) - 1, *bytes, *crc, *end;
	unsigned long long n, sum;

	if (strncmp(line, begin, sizeof(begin) - 1) != 0)
		return false;
	bytes = strchr(name, ' ');
	crc = bytes != NULL ? strchr(bytes + 1, ' ') : NULL;
	if (crc == NULL)
		return false;
	*bytes++ = '\0';
	*crc++ = '\0';
	if (!isdigit((unsigned char)*bytes) || !isxdigit((unsigned char)*crc) ||
	    strchr(name, '/') != NULL || !manifest_is_data(name))
		return false;
	errno = 0;
	n = strtoull(bytes, &end, 10);
	if (errno != 0 || *end != '\0')
		return false;
	sum = strtoull(crc, &end, 16);
	return errno == 0 && *end == '\0' && sum <= UINT32_MAX &&
	       manifest_add(m, name, n, (uint32_t)sum);
}

static bool
is_summed(struct str text, struct str rest, const char *line)
{
	size_t n = text.n - rest.n - strlen(line) - 1;
	char expected[32];

	(void)snprintf(expected, sizeof(expected), "sum %08" PRIx32, sum((struct str){text.p, n}));
	return rest.n == 0 && strcmp(line, expected) == 0;
}

static int
parse(struct manifest *m, struct str text)
{
	struct str rest = text;
	char line[256];

	if (!next_line(&rest, line) || strncmp(line, head, sizeof(head) - 1) != 0)
		return EBADMSG;
	if (strtol(line + sizeof(head) - 1, NULL, 10) > FORMAT)
		return EPROTO;
	if (!next_line(&rest, line) || sscanf(line, "uuid %31[a-zA-Z0-9_-]", m->about.uuid) != 1 ||
	    !next_line(&rest, line) || !read_time(line, "began ", &m->about.began) ||
	    !next_line(&rest, line) || !read_time(line, "ended ", &m->about.ended))
		return EBADMSG;
	while (next_line(&rest, line))
		if (strncmp(line, "sum ", 4) == 0)
			return is_summed(text, rest, line) ? 0 : EBADMSG;
		else if (!read_file(m, line))
			return EBADMSG;
	return EBADMSG;
}

int
manifest_read(struct manifest *m, int dir_fd)
{
	struct buf text = {0};
	int fd = openat(dir_fd, MANIFEST_FILE, O_RDONLY | O_CLOEXEC);
	int ret = fd < 0 ? errno : slurp(fd, &text);

	if (ret == 0)
		ret = parse(m, buf_peek(&text));
	if (fd >= 0)
		close(fd);
	buf_release(&text);
	return ret;
}
