/* A running server with a handler made for tests: what it answers depends on the target. */
#ifndef FCGI_WORLD_H
#define FCGI_WORLD_H

#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>

#include "fcgi/listen.h"
#include "fcgi/server.h"
#include "fcgi_peer.h"

/*
 * Thread sanitizer does not know that an event of a one-shot descriptor comes after the epoll_ctl
 * that armed it, and takes the close of the one for a race with the other. What else is handed over
 * with the connection is ordered by its deadline, and checked.
 */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WITH_TSAN 1
#endif
#elif defined(__SANITIZE_THREAD__)
#define WITH_TSAN 1
#endif
#ifdef WITH_TSAN
const char *__tsan_default_suppressions(void);
const char *
__tsan_default_suppressions(void)
{
	return "race:epoll_ctl\n";
}
#endif

enum { BIG = 5 * 1024 * 1024, SOON = 2000 };

static struct {
	struct fcgi_options options;
	char dir[64];
	char path[96];  /* of the Unix socket */
	in_port_t port; /* TCP, when asked for */
	struct arena *arena;
	struct listen_sockets sockets;
	struct fcgi_server *server;
	pthread_t thread;
	int rc;
	bool running;
	/* Of the handler, in place of ours. */
	bool (*keep)(void *ctx, int fd);
	void (*handle)(
	    void *ctx, struct arena *, const struct http_request *, struct http_response *);

	/* The disk. */
	pthread_mutex_t lock;
	pthread_cond_t turn;
	bool disk_holds, disk_fails;
	uint64_t committed;
	_Atomic unsigned syncs, handled;
} world;

/* ---- handler ---- */

static void
world_handle(
    void *ctx, struct arena *a, const struct http_request *q, struct http_response *response)
{
	(void)ctx;
	(void)a;
	atomic_fetch_add(&world.handled, 1);
	response->status = 200;
	if (str_is(q->target, "/write")) {
		response->status = 201;
		pthread_mutex_lock(&world.lock);
		response->ticket = ++world.committed;
		pthread_mutex_unlock(&world.lock);
	} else if (str_is(q->target, "/big")) {
		ck_assert(buf_reserve(&response->body, BIG));
		memset(response->body.p, 'x', BIG);
		response->body.n = BIG;
	} else if (str_is(q->target, "/ignore")) {
		buf_text(&response->body, "ignored");
	} else {
		if (str_is(q->target, "/slow"))
			sleep_ms(300);
		buf_str(&response->body, q->method);
		buf_char(&response->body, ' ');
		buf_str(&response->body, q->target);
		buf_char(&response->body, ' ');
		buf_str(&response->body, q->body);
	}
}

static bool
world_sync(void *ctx, uint64_t *reached)
{
	bool ok;

	(void)ctx;
	atomic_fetch_add(&world.syncs, 1);
	pthread_mutex_lock(&world.lock);
	*reached = world.committed;
	while (world.disk_holds)
		pthread_cond_wait(&world.turn, &world.lock);
	ok = !world.disk_fails;
	pthread_mutex_unlock(&world.lock);
	return ok;
}

static void
world_unavailable(
    void *ctx, struct arena *a, const struct http_request *q, struct http_response *response)
{
	(void)ctx;
	(void)a;
	response->status = 503;
	buf_text(&response->body, "unavailable ");
	buf_str(&response->body, q->target);
}

static void
world_too_large(void *ctx, struct http_response *response)
{
	(void)ctx;
	response->status = 413;
	buf_text(&response->body, "too large");
}

static void
world_bad_request(void *ctx, struct arena *a, const struct http_request *q,
    struct http_response *response, const char *why)
{
	(void)ctx;
	(void)a;
	(void)q;
	response->status = 400;
	buf_text(&response->body, why);
}

static const struct fcgi_handler world_handler = {
    .handle = world_handle,
    .sync = world_sync,
    .unavailable = world_unavailable,
    .too_large = world_too_large,
    .bad_request = world_bad_request,
};

static inline void
disk(bool holds, bool fails)
{
	pthread_mutex_lock(&world.lock);
	world.disk_holds = holds;
	world.disk_fails = fails;
	pthread_cond_broadcast(&world.turn);
	pthread_mutex_unlock(&world.lock);
}

/* ---- life ---- */

static inline void
world_setup(void)
{
	const char *tmp = getenv("TMPDIR");

	memset(&world, 0, sizeof(world));
	pthread_mutex_init(&world.lock, NULL);
	pthread_cond_init(&world.turn, NULL);
	world.options = (struct fcgi_options){
	    .workers = 2,
	    .relief = 2,
	    .connections_max = 2000,
	    .writes_max = 1000,
	    .waits_max = 1000,
	    .body_max = 1024 * 1024,
	    .params_max = 64 * 1024,
	    .buffer_max = 64 * 1024 * 1024,
	    .request_timeout_ms = 5000,
	    .send_timeout_ms = 5000,
	    .idle_timeout_ms = 0,
	    .stop_grace_ms = 3000,
	};
	snprintf(world.dir, sizeof(world.dir), "%.40s/fcgi-XXXXXX", tmp != NULL ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(world.dir));
	snprintf(world.path, sizeof(world.path), "%s/sock", world.dir);
	world.arena = arena_new();
	ck_assert_ptr_nonnull(world.arena);
}

static void *
world_thread(void *unused)
{
	(void)unused;
	world.rc = fcgi_server_run(world.server);
	return NULL;
}

static inline void
world_serve(void)
{
	struct fcgi_handler handler = world_handler;
	const char *why = "";

	handler.keep = world.keep;
	if (world.handle != NULL)
		handler.handle = world.handle;
	world.server =
	    fcgi_server_new(&world.options, &handler, world.sockets.fds, world.sockets.n, &why);
	ck_assert_msg(world.server != NULL, "%s", why);
	ck_assert_int_eq(pthread_create(&world.thread, NULL, world_thread, NULL), 0);
	world.running = true;
}

static inline void
world_start(void)
{
	const char *why = "";

	ck_assert_msg(
	    listen_open(world.path, 0600, NULL, world.arena, &world.sockets, &why) == 0, "%s", why);
	world_serve();
}

/* On a port of 127.0.0.1 that the system chooses. */
static inline void
world_start_tcp(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	ck_assert_int_eq(listen(fd, 100), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&a, &size), 0);
	world.port = ntohs(a.sin_port);
	world.sockets.fds[0] = fd;
	world.sockets.n = 1;
	world_serve();
}

/* Waits for the server to return; what it returned. */
static inline int
world_join(void)
{
	pthread_join(world.thread, NULL);
	world.running = false;
	return world.rc;
}

static inline int
world_stop(void)
{
	fcgi_server_stop(world.server);
	return world_join();
}

static inline void
world_teardown(void)
{
	if (world.running) {
		disk(false, false);
		fcgi_server_stop(world.server);
		fcgi_server_stop(world.server);
		world_join();
	}
	fcgi_server_free(world.server);
	listen_close(&world.sockets);
	arena_free(world.arena);
	rmdir(world.dir);
}

static inline struct fcgi_stats
world_stats(void)
{
	struct fcgi_stats stats;

	fcgi_server_stats(world.server, &stats);
	return stats;
}

static inline int
dial(void)
{
	int fd = connect_unix(world.path);

	ck_assert_int_ge(fd, 0);
	return fd;
}

/* ---- asking ---- */

static inline void
send_request(int fd, int flags, const char *method, const char *uri, struct str body)
{
	struct buf b = {0};

	put_request(&b, 1, flags, method, uri, body);
	ck_assert(send_buf(fd, &b));
	buf_release(&b);
}

/* The answer must come within the time, with this status and, when it is not NULL, this body. */
static inline void
expect_answer_within(int fd, int timeout_ms, int status, const char *body)
{
	struct answer a = {0};
	enum got got = read_answer(fd, &a, timeout_ms);

	ck_assert_msg(got != GOT_CLOSED, "closed instead of a %d", status);
	ck_assert_msg(got != GOT_NOTHING, "no %d within %d ms", status, timeout_ms);
	ck_assert_uint_eq(a.end_status, END_COMPLETE);
	ck_assert_uint_eq(a.id, 1);
	ck_assert_int_eq(answer_status(&a), status);
	if (body != NULL)
		ck_assert_msg(str_is(answer_body(&a), body), "\"%.*s\" is not \"%s\"",
		    STR_ARG(answer_body(&a)), body);
	ck_assert_uint_eq(a.raw.n, a.record.size);
	answer_release(&a);
}

static inline void
expect_answer(int fd, int status, const char *body)
{
	expect_answer_within(fd, SOON, status, body);
}

static inline void
expect_nothing(int fd, int ms)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	ck_assert_int_eq(poll(&p, 1, ms), 0);
}

/*
 * The server is told to stop while one peer waits for the disk, which holds, and half a request of
 * another has come; rest: what is left of that.
 */
static inline void
stop_while_owing(int *parked, int *half, struct buf *rest)
{
	*parked = dial();
	*half = dial();
	send_request(*parked, KEEP, "PUT", "/write", STR_LIT(""));
	put_request(rest, 1, KEEP, "GET", "/half", STR_LIT(""));
	ck_assert(send_bytes(*half, rest->p, 20));
	buf_drop(rest, 20);
	sleep_ms(50);
	fcgi_server_stop(world.server);
}

/* The server soon knows of n connections. */
static inline void
expect_open(unsigned n)
{
	for (int64_t begin = clock_monotonic_ms();
	     world_stats().open != n && clock_monotonic_ms() - begin < SOON;)
		sleep_ms(1);
	ck_assert_uint_eq(world_stats().open, n);
}

/* Somebody new is served. */
static inline void
expect_alive(void)
{
	int fd = dial();

	send_request(fd, NO_KEEP, "GET", "/alive", STR_LIT(""));
	expect_answer(fd, 200, "GET /alive ");
	ck_assert(is_closed_within(fd, SOON));
	close(fd);
}

#endif
