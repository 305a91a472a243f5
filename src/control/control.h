/*
 * Talking to the process that owns a directory of records, through the socket owner.sock in it.
 *
 * One connection, one request, one answer, each a packet (SOCK_SEQPACKET). A request is words, each
 * ended by a NUL byte: the version of the protocol, the verb, what belongs to it; and it may bring
 * descriptors. An answer is an exit code of sysexits.h in decimal, a newline, and text. Only root
 * and the user the owner runs as are let in.
 *
 * Some verbs hold the connection: then nothing more is sent, and its end is the end of what was
 * asked for; when the owner dies, the peer sees that at once.
 *
 * Nobody can hold up the owner from here: it serves these connections from a thread of its own,
 * which waits for no peer, and gives each a short time to speak.
 */
#ifndef CONTROL_CONTROL_H
#define CONTROL_CONTROL_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdatomic.h>

#define CONTROL_VERSION "1"

enum {
	CONTROL_REQUEST_MAX = 8192,     /* bytes */
	CONTROL_ANSWER_MAX = 65536,     /* bytes */
	CONTROL_WORDS_MAX = 64,         /* with the version and the verb */
	CONTROL_FDS_MAX = 16,           /* brought by one request */
	CONTROL_CONNECTIONS_MAX = 1100, /* more are turned away */
};

/* ---- the owner's side ---- */

struct control_request {
	unsigned n;
	const char *words[CONTROL_WORDS_MAX]; /* behind the verb */
	unsigned fd_count;
	int fds[CONTROL_FDS_MAX];    /* closed for the handler; one it takes is set to -1 */
	const atomic_bool *stopping; /* a slow verb looks at this, and gives up when it is set */
};

struct control_answer {
	int code; /* EX_OK, or why not */
	struct buf text;
	void *held; /* not NULL: the connection is held, and drop() called at its end */
};

/* One row per verb. */
struct control_verb {
	const char *name;
	unsigned words_min, words_max; /* behind it */
	unsigned slow_max; /* so many at a time, each in a thread of its own; 0: in the thread that
	                      serves all, which it must not hold up */
	void (*run)(void *ctx, struct control_request *, struct control_answer *);
	void (*drop)(void *ctx, void *held);
};

struct control_options {
	const char *dir;
	const struct control_verb *verbs; /* ended by one without a name */
	void *ctx;
	void (*tick)(
	    void *ctx); /* every tick_ms and after control_wake(), in the thread; NULL: none */
	unsigned tick_ms;
};

struct control;

/*
 * Listens in dir and serves from a thread of its own. The caller has the directory's lock: a socket
 * that is there is the last owner's, and is replaced. Where no socket can be made it logs that and
 * goes on without one: records are served all the same. NULL with *why set: no memory, no thread.
 */
struct control *control_new(const struct control_options *, struct arena *, const char **why);

/* Has tick() called soon; safe in a signal handler. */
void control_wake(struct control *);

/* Takes no more requests and waits for slow verbs; what is held stays held. */
void control_stop(struct control *);

/* Ends all connections. The socket file goes first. NULL is fine. */
void control_free(struct control *);

/* ---- the other side ---- */

/*
 * A connection to the owner, or -1 with errno: ENOENT, ECONNREFUSED: there is none, or none yet;
 * EAGAIN: it is behind. Does not wait.
 */
int control_connect(const char *dir);

/* Sends a request: n words with the verb first. False with errno set. Does not wait. */
bool control_send(int fd, const char *const *words, unsigned n, const int *fds, unsigned fd_count);

enum control_got { CONTROL_ANSWER, CONTROL_LATER, CONTROL_END };

/* Reads the answer without waiting. CONTROL_END: the connection has ended, or speaks another
 * tongue. */
enum control_got control_receive(int fd, struct buf *text, int *code);

/*
 * A whole conversation, for the command line: waits for the answer as long as the owner lives. The
 * exit code; *text what it said, or what is wrong.
 */
int control_ask(const char *dir, const char *const *words, unsigned n, struct buf *text);

#endif
