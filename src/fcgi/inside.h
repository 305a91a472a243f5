/*
 * Inside the fcgi room: the server, its connections, and who works on them.
 *
 * A connection is always in exactly one pair of hands: armed in the epoll set (one shot, so one
 * worker gets it), with that worker, parked with the committer, or among those that wait (wait.c).
 * Only the hands touch it. The
 * exceptions are deadline and phase, which the housekeeper (the thread in fcgi_server_run) reads;
 * it never closes a connection, it shuts the socket down, and the worker woken by that closes it.
 *
 * Locks: server.lock, committer.lock, waits.lock and relief.lock; none is taken while another is
 * held. server.arming is the last: shared while a connection is put into the epoll set, alone while
 * those in it are taken out by somebody else (keep.c).
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
	LISTENERS_OWN = 16,
	LISTENERS_MAX = LISTENERS_OWN + FCGI_LISTENERS_MAX,
	CONN_ALLOWANCE = 16 * 1024, /* input buffer that does not count against buffer_max */
	LINGER_MS = 2000,
	PAUSE_MS = 1000,
	IDLE_GRACE_MS = 1000,
	WAIT_SOON_MS = LINGER_MS, /* the housekeeper comes by at least so often */
	/* When all places are taken and somebody waits for one (crowd.c): */
	CROWD_MS = 500,       /* so long it waits; then those that rested all that time go … */
	CROWD_CUT_MAX = 16,   /* … so many in a round; and if there are none … */
	CROWD_EXTRA_MS = 500, /* … it gets an extra place for so long, to be told 503 */
};

/* What an epoll event points to. */
enum source_kind { SOURCE_QUIT, SOURCE_LISTENER, SOURCE_CONN };

struct source {
	enum source_kind kind;
	int fd;
};

enum listener_state {
	LISTENER_FREE,
	LISTENER_LIVE,
	LISTENER_GONE, /* removed, but a worker is still busy with it */
};

/*
 * A place for one. Places are never given back, so an event that comes late finds a free one, or
 * another listener, to which a look does no harm.
 */
struct fcgi_listener {
	struct source source; /* first: events point here */
	/* Under server.lock: */
	enum listener_state state;
	unsigned hands; /* workers at it */
	bool paused;    /* not armed */
	bool added;     /* at run time: closed when removed, and not drained at stop */

	bool drained; /* the housekeeper's: backlog empty at stop */
};

enum conn_phase {
	CONN_BUSY,    /* with a worker, parked or waiting */
	CONN_IDLE,    /* nothing of a request has come */
	CONN_READING, /* a part has */
	CONN_SENDING,
	CONN_LINGERING, /* answer gone; unread input is thrown away so that close does not reset it
	                 */
};

/* Values of conn.deadline besides a time. */
enum { DEADLINE_IN_HAND = 0, DEADLINE_LATE = -1, DEADLINE_KEPT = -2 };

enum conn_claim {
	CLAIM_OURS,
	CLAIM_LATE, /* ours, and to be closed: its deadline had passed */
	CLAIM_GONE  /* it was kept for the next process: not to be touched */
};

enum conn_end {
	CONN_STAYS,
	CONN_ENDS_IDLE, /* we stop: it ends unless there is another request already */
	CONN_ENDS,
	CONN_ENDS_UNREAD, /* the peer may still be sending what we do not want */
};

/* A request that was put off: struct http_wait, kept from one handling to the next. */
struct conn_wait {
	int64_t until; /* 0: it was not */
	bool over;     /* the next answer is the last */
	const _Atomic unsigned *word;
	unsigned seen;
	size_t resume_n;
	char resume[HTTP_RESUME_MAX];
	struct conn *next;
};

struct conn {
	struct source source;     /* first: events point here */
	struct conn *prev, *next; /* of all; under server.lock */
	struct conn *parked_next;
	_Atomic int64_t deadline; /* a time: armed, to be cut then */
	_Atomic int phase;
	_Atomic int64_t rests_since; /* while idle */
	int64_t began;               /* when the first byte of the request came; 0: none has */
	int64_t answer_began;        /* when the answer first had to wait; 0: it did not */
	int64_t linger_until;
	size_t charged; /* bytes of input buffer counted in server.buffered */
	uint64_t ticket;
	struct frame frame;
	struct buf out;
	size_t sent;       /* of out */
	bool in_set;       /* known to epoll */
	bool fresh;        /* no request was answered yet */
	bool counted;      /* in server.writes */
	bool extra;        /* beyond connections_max: its request is answered 503 */
	bool secret;       /* the request, and its answer in out, are to be wiped */
	enum conn_end end; /* what happens when out is sent */
	struct conn_wait wait;
};

struct committer {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct conn *first, **last;
	bool quit;
	_Atomic int64_t busy_since; /* 0: it waits */
	/* The committer's own, for answers that had to be withdrawn. */
	struct codec *codec;
	struct arena *arena;
	struct http_response response;
};

/* Those that wait for a word to change. They are out of the epoll set's hands. */
struct waits {
	pthread_mutex_t lock;
	struct conn *first;
	int64_t peers_looked_at;
	/* Raised before a word is looked at, so that who changes it knows. */
	_Atomic unsigned count;
};

/* Who serves while all workers are held up. */
struct relief {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool quit;
	_Atomic bool asleep; /* one of them, until a worker says that all are busy */
};

struct worker {
	struct fcgi_server *server;
	pthread_t thread;
	struct codec *codec;
	struct arena *arena;
	struct http_response response;
	_Atomic int64_t busy_since; /* 0: it waits */
};

struct fcgi_server {
	struct fcgi_options options;
	struct fcgi_handler handler;
	struct frame_limits limits;
	struct peers peers;
	int epoll_fd;
	int wake_fd;            /* rouses the housekeeper */
	struct source quit;     /* readable: workers leave */
	struct worker *workers; /* behind options.workers of them options.relief more */
	struct committer committer;
	struct relief relief;
	struct waits waits;

	pthread_rwlock_t arming;
	pthread_mutex_t lock;
	struct conn *conns, *buried;
	unsigned conn_count;  /* with those being accepted */
	unsigned extra_count; /* of these, beyond connections_max */
	int64_t crowded_at;   /* since when somebody waits for a place; 0: nobody does */
	bool refusing;        /* extra places are given */
	bool accepting;
	bool keep_refused; /* at stop: who keeps connections takes no more */
	int64_t resume_at; /* when paused listeners are tried again; 0: when a connection ends */
	struct fcgi_listener listeners[LISTENERS_MAX];
	unsigned listener_count; /* places used so far; those given to fcgi_server_new come first */
	unsigned listeners_paused;

	_Atomic unsigned stop_calls;
	_Atomic bool stopping;
	_Atomic uint64_t buffered;
	_Atomic unsigned writes;  /* changes in hand or waiting for the disk */
	_Atomic int64_t round_at; /* when the housekeeper last came by; 0: it does not run */
	_Atomic int64_t said_full, said_crowd, said_stranger, said_busy, said_writes,
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

/* ---- relief.c ---- */

/* How long all workers must have been at one request each. */
enum { RELIEF_AFTER_MS = 20 };

bool relief_init(struct relief *);
void relief_release(struct relief *);

/* A worker has begun with something. */
void relief_rouse(struct fcgi_server *);

/* Blocks until all before this one are held up; false when it is time to leave. */
bool relief_await(struct worker *);

void relief_quit(struct relief *);

/* ---- accept.c ---- */

/* A worker was woken by the listener: takes connections, then arms it again or leaves it paused. */
void listener_event(struct fcgi_server *, struct fcgi_listener *);

/* Arms it for the first time. False with errno set. */
bool listener_start(struct fcgi_server *, struct fcgi_listener *);

/* Takes what waits, for the housekeeper at stop. True when nothing waits any more. */
bool listener_drain(struct fcgi_server *, struct fcgi_listener *);

/* Removes all that were added at run time. */
void listeners_remove_added(struct fcgi_server *);

/* Arms the paused ones again. Under server.lock. */
void listeners_resume(struct fcgi_server *);

/* ---- crowd.c ---- */

/* A place among connections_max, or an extra one. Under server.lock. */
bool crowd_place_take(struct fcgi_server *, bool *extra);

/* Gives back one of the two kinds. Under server.lock. */
void crowd_place_give(struct fcgi_server *, bool extra);

/* Somebody got a place: who waits still says so anew. Under server.lock. */
void crowd_ends(struct fcgi_server *);

/* No place, or no descriptor: somebody waits now. Under server.lock. */
void crowd_waits(struct fcgi_server *);

/* The housekeeper's round: makes room for who has waited long enough. When to come again. */
int64_t crowd_round(struct fcgi_server *);

/* ---- conn.c ---- */

/*
 * Takes the descriptor and a place that was taken, and arms the new connection.
 * Without memory both are given back.
 */
void conn_new_take(struct fcgi_server *, int fd, bool fresh, bool extra);
void conn_close_take(struct fcgi_server *, struct conn *);

/* Gives back its place. Under server.lock. */
void conn_place_free(struct fcgi_server *, bool extra);

/* Off the list and closed, but not freed before the server is. Under server.lock. */
void conn_bury(struct fcgi_server *, struct conn *);

/* Takes an armed connection into hand. */
enum conn_claim conn_claim(struct conn *);

bool conn_has_unread(const struct conn *);

/*
 * Ends one at rest whose peer has sent nothing. Under server.lock; false: it has, or is no longer
 * at rest.
 */
bool conn_end_rest(struct fcgi_server *, struct conn *);

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

/*
 * Ends the peer's side of a connection that is to be closed, unless more came behind the request
 * that was answered, read or unread: then false, and it must be served. On a Unix socket the peer
 * cannot write any more, so no request is lost unseen between a look and the close.
 */
bool conn_refuse_input(struct conn *);

/* The request was answered: what is behind it comes to the front. */
void conn_next(struct fcgi_server *, struct conn *);

/*
 * Cuts connections that are late, and at stop those that are idle; with now_all, all of them.
 * Returns when to come again. *busy_cut is set when a request was given up.
 */
int64_t conns_reap(struct fcgi_server *, int64_t idle_end, bool now_all, bool *busy_cut);

/* ---- keep.c ---- */

/* At stop, in hand, with its answer out: whether it was kept for the next process, and is gone. */
bool conn_keep_take(struct fcgi_server *, struct conn *);

/* At stop: keeps those that are at rest, until one is refused. */
void conns_keep(struct fcgi_server *);

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

/* A place among the changes that may wait for the disk; false when there is none. */
bool commit_place_take(struct fcgi_server *, struct conn *);
/* Gives it back, if it has one. */
void commit_place_free(struct fcgi_server *, struct conn *);

/*
 * The answer in c->out, or what else is to be done, waits for the ticket. Out of hand afterwards.
 */
void commit_park_take(struct fcgi_server *, struct conn *, uint64_t ticket);

/* ---- wait.c ---- */

/* Whether the answer may be put off, the first time or again. */
bool wait_may(struct fcgi_server *, const struct conn *);

/* The request is put off, as the response says. */
void wait_note(struct conn *, const struct http_wait *);

/* It is answered. */
void wait_forget(struct conn *);

/* Until its word changes or its time is over; then a worker has it again. Out of hand afterwards.
 */
void wait_take(struct fcgi_server *, struct conn *);

/*
 * The housekeeper's round: whose time is over, or whose peer is gone, is answered; with all, every
 * one is. When to come again.
 */
int64_t waits_round(struct fcgi_server *, bool all);

#endif
