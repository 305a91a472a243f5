/*
 * Inside the fcgi room: the server, its connections, and who works on them.
 *
 * A connection is always in exactly one pair of hands: armed in the epoll set (one shot, so one
 * worker gets it), with that worker, or parked with the committer. Only the hands touch it. The
 * exceptions are deadline and phase, which the housekeeper (the thread in fcgi_server_run) reads;
 * it never closes a connection, it shuts the socket down, and the worker woken by that closes it.
 *
 * Locks: server.lock and committer.lock; neither is taken while the other is held.
 */
#ifndef FCGI_INSIDE_H
#define FCGI_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "fcgi/codec.h"
#include "fcgi/frame.h"
#include "fcgi/peers.h"
#include "fcgi/server.h"

enum {
	LISTENERS_MAX = 16,
	CONN_ALLOWANCE = 16 * 1024, /* input buffer that does not count against buffer_max */
	LINGER_MS = 2000,
	PAUSE_MS = 1000,
	IDLE_GRACE_MS = 1000,
};

/* What an epoll event points to. */
enum source_kind { SOURCE_QUIT, SOURCE_LISTENER, SOURCE_CONN };

struct source {
	enum source_kind kind;
	int fd;
};

struct listener {
	struct source source; /* first: events point here */
	bool paused;          /* not armed; under server.lock */
	bool drained;         /* the housekeeper's: backlog empty at stop */
};

enum conn_phase {
	CONN_BUSY,    /* with a worker or parked */
	CONN_IDLE,    /* nothing of a request has come */
	CONN_READING, /* a part has */
	CONN_SENDING,
	CONN_LINGERING, /* answer gone; unread input is thrown away so that close does not reset it
	                 */
};

/* Values of conn.deadline besides a time. */
enum { DEADLINE_IN_HAND = 0, DEADLINE_LATE = -1 };

enum conn_end {
	CONN_STAYS,
	CONN_ENDS_IDLE, /* we stop: it ends unless there is another request already */
	CONN_ENDS,
	CONN_ENDS_UNREAD, /* the peer may still be sending what we do not want */
};

struct conn {
	struct source source;     /* first: events point here */
	struct conn *prev, *next; /* of all; under server.lock */
	struct conn *parked_next;
	_Atomic int64_t deadline; /* a time: armed, to be cut then */
	_Atomic int phase;
	int64_t began;        /* when the first byte of the request came; 0: none has */
	int64_t answer_began; /* when the answer first had to wait; 0: it did not */
	int64_t linger_until;
	size_t charged; /* bytes of input buffer counted in server.buffered */
	uint64_t ticket;
	struct frame frame;
	struct buf out;
	size_t sent;       /* of out */
	bool in_set;       /* known to epoll */
	bool fresh;        /* no request was answered yet */
	bool secret;       /* the request, and its answer in out, are to be wiped */
	enum conn_end end; /* what happens when out is sent */
};

struct committer {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct conn *first, **last;
	bool quit;
	/* The committer's own, for answers that had to be withdrawn. */
	struct codec *codec;
	struct arena *arena;
	struct http_response response;
};

struct worker {
	struct fcgi_server *server;
	pthread_t thread;
	struct codec *codec;
	struct arena *arena;
	struct http_response response;
};

struct fcgi_server {
	struct fcgi_options options;
	struct fcgi_handler handler;
	struct frame_limits limits;
	struct peers peers;
	int epoll_fd;
	int wake_fd;        /* rouses the housekeeper */
	struct source quit; /* readable: workers leave */
	struct worker *workers;
	struct committer committer;

	pthread_mutex_t lock;
	struct conn *conns;
	unsigned conn_count; /* with those being accepted */
	bool accepting;
	int64_t resume_at; /* when paused listeners are tried again; 0: when a connection ends */
	struct listener listeners[LISTENERS_MAX];
	unsigned listener_count;

	_Atomic unsigned stop_calls;
	_Atomic bool stopping;
	_Atomic uint64_t buffered;
	_Atomic int64_t said_full, said_stranger, said_busy,
	    said_failed; /* when each was last logged */
	struct {
		_Atomic uint64_t connections, requests, parked, refused_busy, cut_late,
		    protocol_errors;
	} stats;
};

/* ---- server.c ---- */

void server_wake(struct fcgi_server *);

/* True at most once a minute for each *last. */
bool once_a_minute(_Atomic int64_t *last);

/* ---- accept.c ---- */

/* A worker was woken by the listener: takes connections, then arms it again or leaves it paused. */
void listener_event(struct fcgi_server *, struct listener *);

/* Arms it for the first time. False with errno set. */
bool listener_start(struct fcgi_server *, struct listener *);

/* Takes what waits, for the housekeeper at stop. True when nothing waits any more. */
bool listener_drain(struct fcgi_server *, struct listener *);

/* Arms the paused ones again. Under server.lock. */
void listeners_resume(struct fcgi_server *);

/* ---- conn.c ---- */

/*
 * Takes the descriptor and a place already counted in conn_count, and arms the new connection.
 * Without memory both are given back.
 */
void conn_new_take(struct fcgi_server *, int fd);
void conn_close_take(struct fcgi_server *, struct conn *);

/* Gives back a place in conn_count. Under server.lock. */
void conn_place_free(struct fcgi_server *);

/* Takes an armed connection into hand; false when its deadline had passed. */
bool conn_claim(struct conn *);

/* Each of these arms the connection, or closes it: out of hand afterwards. */
void conn_await_input_take(struct fcgi_server *, struct conn *);
void conn_await_output_take(struct fcgi_server *, struct conn *);
void conn_finish_take(struct fcgi_server *, struct conn *);
void conn_discard_take(struct fcgi_server *, struct conn *);

enum conn_fill {
	FILL_SOME, /* more may be waiting */
	FILL_ALL,  /* no more for now, perhaps after some */
	FILL_END,
	FILL_BUSY, /* buffer_max is reached */
	FILL_FAILED,
};
enum conn_fill conn_fill(struct fcgi_server *, struct conn *);

enum conn_flush { FLUSH_DONE, FLUSH_WAITS, FLUSH_FAILED };
enum conn_flush conn_flush(struct conn *);

/* More came behind the request that was answered, read or unread. */
bool conn_has_input(const struct conn *);

/* The request was answered: what is behind it comes to the front. */
void conn_next(struct fcgi_server *, struct conn *);

/*
 * Cuts connections that are late, and at stop those that are idle; with now_all, all of them.
 * Returns when to come again. *busy_cut is set when a request was given up.
 */
int64_t conns_reap(struct fcgi_server *, int64_t idle_end, bool now_all, bool *busy_cut);

/* ---- serve.c ---- */

/* A worker was woken by the connection. Out of hand afterwards. */
void serve_event_take(struct worker *, struct conn *);

/* The answer in c->out may go: sends it and arms the connection. Runs no handler. */
void serve_answered_take(struct fcgi_server *, struct conn *);

/* ---- commit.c ---- */

/* False when there is no memory. */
bool committer_init(struct committer *);
void committer_release(struct committer *);
void *committer_run(void *server);
void committer_quit(struct committer *);

/* The answer in c->out waits for the ticket. Out of hand afterwards. */
void commit_park_take(struct fcgi_server *, struct conn *, uint64_t ticket);

#endif
