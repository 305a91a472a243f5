#include <config.h>

#include "fcgi/codec.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <fcgiapp.h>

#include "fcgi/record.h"

/* No descriptor of anybody, and never given to the system. */
enum { NO_DESCRIPTOR = INT_MAX };

/* More than the head of an answer takes. */
enum { HEAD_USUAL = 4096 };

/* ---- what libfcgi calls instead of its own ---- */

/* Declared here because libfcgi's header for them brings macros that collide with config.h. */
int OS_Read(int fd, char *to, size_t n);
int OS_Write(int fd, char *from, size_t n);
int OS_Accept(int listener, int fail_on_intr, const char *web_server_addrs);
int OS_IpcClose(int fd, int shutdown);

/* Between which bytes of memory this thread's libfcgi reads and writes. */
static _Thread_local struct {
	struct str in;
	struct buf *out;
	bool secret;   /* wipe what was written */
	char *read;    /* where libfcgi had its input … */
	size_t read_n; /* … and the most of it at a time */
	unsigned long reads, writes;
} wire;

int
OS_Read(int fd, char *to, size_t n)
{
	(void)fd;
	wire.reads++;
	if (n > wire.in.n)
		n = wire.in.n;
	if (n > INT_MAX)
		n = INT_MAX;
	if (n > 0)
		memcpy(to, wire.in.p, n);
	if (wire.read != to)
		wire.read_n = 0;
	wire.read = to;
	if (n > wire.read_n)
		wire.read_n = n;
	wire.in.p += n;
	wire.in.n -= n;
	return (int)n;
}

int
OS_Write(int fd, char *from, size_t n)
{
	(void)fd;
	wire.writes++;
	if (n > INT_MAX)
		n = INT_MAX;
	if (wire.out != NULL)
		buf_add(wire.out, from, n);
	if (wire.secret)
		explicit_bzero(from, n);
	if (wire.out == NULL || buf_failed(wire.out)) {
		errno = ENOMEM;
		return -1;
	}
	return (int)n;
}

/* libfcgi wants a new connection when it is done with ours: there is none. */
int
OS_Accept(int listener, int fail_on_intr, const char *web_server_addrs)
{
	(void)listener;
	(void)fail_on_intr;
	(void)web_server_addrs;
	errno = ENOTCONN;
	return -1;
}

int
OS_IpcClose(int fd, int shutdown)
{
	(void)fd;
	(void)shutdown;
	return 0;
}

/* ---- one codec ---- */

struct codec {
	FCGX_Request q;
	struct buf text; /* the answer as CGI has it */
	char *read;      /* libfcgi's buffer of the request, until it is finished with it */
	size_t read_n;
};

/*
 * libfcgi takes SIGTERM, SIGUSR1 and SIGPIPE for itself when nobody else has them, and then the
 * program can no longer be stopped by the first two. What was there before is put back.
 */
static bool
init_keeping_signals(void)
{
	static const int taken[] = {SIGTERM, SIGUSR1, SIGPIPE};
	struct sigaction before[sizeof(taken) / sizeof(taken[0])];
	bool ok;

	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		sigaction(taken[i], NULL, &before[i]);
	ok = FCGX_Init() == 0;
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		sigaction(taken[i], &before[i], NULL);
	return ok;
}

struct codec *
codec_new(void)
{
	struct codec *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	if (!init_keeping_signals() || FCGX_InitRequest(&c->q, -1, FCGI_FAIL_ACCEPT_ON_INTR) != 0) {
		free(c);
		return NULL;
	}
	return c;
}

void
codec_free(struct codec *c)
{
	if (c == NULL)
		return;
	FCGX_Free(&c->q, 0);
	buf_release(&c->text);
	free(c);
}

/*
 * libfcgi ends the process when malloc fails, so it is asked for beforehand what decoding will
 * take: each parameter copied once, the vector of pointers doubled, two streams. Other threads may
 * take it between; then it is as if we had not asked.
 */
static bool
memory_suffices(struct str records)
{
	void *p = malloc(records.n + records.n / 2 + 64 * 1024);

	free(p);
	return p != NULL;
}

static bool
accept_request(struct codec *c, struct str records)
{
	if (!memory_suffices(records))
		return false;
	/* An answer that was never encoded: its bytes go nowhere. */
	assert(wire.out == NULL);
	c->q.keepConnection = 1;
	FCGX_Finish_r(&c->q);
	c->read = wire.read = NULL;
	wire.in = records;
	c->q.ipcFd = NO_DESCRIPTOR;
	c->q.keepConnection = 1;
	return FCGX_Accept_r(&c->q) == 0;
}

/* ---- variables ---- */

/* What CGI calls the parts of a request that are no headers. */
struct variables {
	struct str method, uri, content_type, content_length, peer, user;
};

static struct str
absolute_to_path(struct str uri)
{
	const char *end = uri.p + uri.n;
	const char *p = memchr(uri.p, ':', uri.n);

	if (uri.n == 0 || uri.p[0] == '/' || p == NULL || end - p < 3 || p[1] != '/' || p[2] != '/')
		return uri;
	for (const char *q = uri.p; q < p; q++)
		if (*q == '/' || *q == '?' || *q == '#')
			return uri;
	for (p += 3; p < end && *p != '/' && *p != '?'; p++)
		;
	return (struct str){p, (size_t)(end - p)};
}

static bool
is_header(struct str name)
{
	static const struct str skipped[] = {
	    STR_LIT("HTTP_CONTENT_TYPE"), STR_LIT("HTTP_CONTENT_LENGTH"), STR_LIT("HTTP_PROXY")};

	if (name.n <= 5 || memcmp(name.p, "HTTP_", 5) != 0)
		return false;
	for (size_t i = 0; i < sizeof(skipped) / sizeof(skipped[0]); i++)
		if (str_equal(name, skipped[i]))
			return false;
	return true;
}

static void
variable_take(struct variables *v, struct str name, struct str value)
{
	const struct {
		struct str name;
		struct str *value;
	} wanted[] = {
	    {STR_LIT("REQUEST_METHOD"), &v->method},
	    {STR_LIT("REQUEST_URI"), &v->uri},
	    {STR_LIT("CONTENT_TYPE"), &v->content_type},
	    {STR_LIT("CONTENT_LENGTH"), &v->content_length},
	    {STR_LIT("REMOTE_ADDR"), &v->peer},
	    {STR_LIT("REMOTE_USER"), &v->user},
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (str_equal(name, wanted[i].name))
			*wanted[i].value = value;
}

static bool
variables_read(char **envp, struct arena *a, struct variables *v, struct http_request *r)
{
	struct http_header *headers;
	size_t n = 0;

	for (char **e = envp; *e != NULL; e++)
		n += strncmp(*e, "HTTP_", 5) == 0;
	headers = arena_alloc(a, n * sizeof(*headers));
	if (headers == NULL)
		return false;
	r->headers = headers;
	for (char **e = envp; *e != NULL; e++) {
		char *equals = strchr(*e, '=');
		struct str name, value;

		if (equals == NULL)
			continue;
		name = (struct str){*e, (size_t)(equals - *e)};
		value = str_of(equals + 1);
		variable_take(v, name, value);
		if (is_header(name))
			headers[r->header_count++] =
			    (struct http_header){{name.p + 5, name.n - 5}, value};
	}
	return true;
}

/* ---- body ---- */

static size_t
body_size(struct str records)
{
	struct record r;
	size_t n = 0;

	for (size_t at = 0; at < records.n; at += r.size) {
		if (record_read(records.p + at, records.n - at, &r) != RECORD_WHOLE)
			break;
		if (r.type == RECORD_STDIN)
			n += r.n;
	}
	return n;
}

/* All of STDIN; CONTENT_LENGTH is compared with it afterwards. */
static bool
body_read(FCGX_Stream *in, size_t size, struct arena *a, struct str *body)
{
	char *p = arena_alloc(a, size + 1);
	size_t n = 0;

	if (p == NULL)
		return false;
	/* One byte more is asked for than there is, so that libfcgi comes to the end of the stream.
	 */
	while (n <= size) {
		size_t want = size + 1 - n < INT_MAX ? size + 1 - n : INT_MAX;
		int got = FCGX_GetStr(p + n, (int)want, in);

		if (got <= 0)
			break;
		n += (size_t)got;
	}
	*body = (struct str){p, n};
	return n == size && FCGX_GetError(in) == 0;
}

/* True for digits only, and not more than any body can have. */
static bool
length_read(struct str s, uint64_t *n)
{
	*n = 0;
	if (s.n == 0 || s.n > 18)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		*n = *n * 10 + (uint64_t)(s.p[i] - '0');
	}
	return true;
}

static const char *
wrong_with(const struct variables *v, const struct http_request *r, bool cut)
{
	uint64_t length;

	if (r->method.n == 0)
		return "the web server sent no REQUEST_METHOD";
	if (r->target.n == 0)
		return "the web server sent no REQUEST_URI";
	if (cut || v->content_length.n == 0)
		return NULL;
	if (!length_read(v->content_length, &length))
		return "the length of the body is not a number";
	if (length > r->body.n)
		return "the body is shorter than its announced length";
	if (length < r->body.n)
		return "the body is longer than its announced length";
	return NULL;
}

/* The parts as libfcgi takes them apart. */
static bool
parts_read(struct codec *c, struct str records, struct arena *a, struct variables *v,
    struct http_request *r)
{
	if (!accept_request(c, records) || !variables_read(c->q.envp, a, v, r) ||
	    !body_read(c->q.in, body_size(records), a, &r->body))
		return false;
	c->read = wire.read;
	c->read_n = wire.read_n;
	return true;
}

static enum codec_verdict
decode(struct codec *c, struct str records, struct arena *a, struct http_request *r,
    const char **why, bool cut)
{
	struct variables v = {0};

	*r = (struct http_request){.method = str_of(""), .target = str_of("")};
	if (!parts_read(c, records, a, &v, r))
		return CODEC_FAILED;
	if (v.method.n > 0)
		r->method = v.method;
	if (v.uri.n > 0) {
		r->target = absolute_to_path(v.uri);
		/* "http://host" and "http://host?q" mean the root. */
		if (r->target.p != v.uri.p && (r->target.n == 0 || r->target.p[0] == '?'))
			r->target = str_of(arena_printf(a, "/%.*s", STR_ARG(r->target)));
	}
	if (v.content_type.n > 0)
		r->content_type = v.content_type;
	r->peer = v.peer;
	if (v.user.n > 0)
		r->remote_user = v.user;
	if (arena_failed(a))
		return CODEC_FAILED;
	*why = wrong_with(&v, r, cut);
	return *why == NULL ? CODEC_OK : CODEC_BAD;
}

enum codec_verdict
codec_decode(
    struct codec *c, struct str records, struct arena *a, struct http_request *r, const char **why)
{
	return decode(c, records, a, r, why, false);
}

enum codec_verdict
codec_decode_cut(struct codec *c, struct str records, struct arena *a, struct http_request *r)
{
	const char *why;

	return decode(c, records, a, r, &why, true);
}

/* ---- the answer ---- */

static void
put(FCGX_Stream *out, struct str s)
{
	while (s.n > 0) {
		int some = s.n < INT_MAX ? (int)s.n : INT_MAX;

		if (FCGX_PutStr(s.p, some, out) != some)
			return;
		s.p += some;
		s.n -= (size_t)some;
	}
}

bool
codec_encode(struct codec *c, const struct http_response *r, struct buf *out)
{
	bool failed;

	buf_clear(&c->text);
	wire.secret = r->secret;
	if (r->secret) {
		if (c->read != NULL)
			explicit_bzero(c->read, c->read_n);
		/* A buffer that grows leaves what it held behind. */
		buf_reserve(&c->text, r->body.n + HEAD_USUAL);
		buf_reserve(out, r->body.n + r->body.n / 64 + 2 * HEAD_USUAL);
	}
	http_response_write(r, &c->text);
	failed = buf_failed(&c->text) || buf_failed(&r->body);
	wire.out = out;
	if (!failed)
		put(c->q.out, buf_peek(&c->text));
	c->q.keepConnection = 1;
	FCGX_Finish_r(&c->q);
	c->read = NULL;
	wire.out = NULL;
	wire.secret = false;
	if (r->secret)
		buf_wipe(&c->text);
	if (c->text.room > 1024 * 1024)
		buf_release(&c->text);
	return !failed && !buf_failed(out);
}

/* ---- the check at start ---- */

static void
check_request(struct buf *b)
{
	static const char begin[BEGIN_CONTENT] = {0, ROLE_RESPONDER, BEGIN_KEEP_CONN};
	static const char params[] = "\x0e\x03REQUEST_METHODGET\x0b\x01REQUEST_URI/";

	record_add(b, RECORD_BEGIN, 1, begin, sizeof(begin));
	record_add(b, RECORD_PARAMS, 1, params, sizeof(params) - 1);
	record_add(b, RECORD_PARAMS, 1, "", 0);
	record_add(b, RECORD_STDIN, 1, "", 0);
}

static bool
check_runs(struct codec *c, struct arena *a, struct buf *in, struct buf *out)
{
	struct http_request request;
	struct http_response response = {.status = 200};
	struct record first;
	const char *why;

	check_request(in);
	wire.reads = wire.writes = 0;
	return !buf_failed(in) && codec_decode(c, buf_peek(in), a, &request, &why) == CODEC_OK &&
	       wire.reads > 0 && wire.in.n == 0 && str_is(request.method, "GET") &&
	       codec_encode(c, &response, out) && wire.writes > 0 &&
	       record_read(out->p, out->n, &first) == RECORD_WHOLE && first.type == RECORD_STDOUT;
}

bool
codec_check(const char **why)
{
	struct codec *c = codec_new();
	struct arena *a = arena_new();
	struct buf in = {0}, out = {0};
	bool ok = false;

	if (c == NULL || a == NULL)
		*why = "out of memory";
	else if (!(ok = check_runs(c, a, &in, &out)))
		*why = "this libfcgi does not read and write through the program's OS_Read and "
		       "OS_Write "
		       "(it must be the shared library, not linked with -Bsymbolic)";
	codec_free(c);
	arena_free(a);
	buf_release(&in);
	buf_release(&out);
	return ok;
}
