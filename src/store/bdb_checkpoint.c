/*
 * The thread that writes checkpoints: pages to their files, so that recovery is short and old log
 * files can go. It runs beside readers and writers. While nothing is committed it sleeps.
 */
#include <config.h>

#include "store/bdb.h"

#include "base/clock.h"
#include "base/log.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>

/*
 * How often it is seen how much log there is: what can gather in between is added to
 * checkpoint_kib, and has to be recovered after a crash.
 */
enum { LOOK_EVERY_MS = 100 };

void
bdb_checkpoint_wanted(struct bdb *b)
{
	struct checkpoint *c = &b->checkpoint;

	if (atomic_exchange(&c->dirty, true))
		return;
	pthread_mutex_lock(&c->lock);
	pthread_cond_signal(&c->wake);
	pthread_mutex_unlock(&c->lock);
}

/* Writes one when kib of log were written since the last, or at all (kib == 0). */
static int
write_checkpoint(struct bdb *b, unsigned kib, u_int32_t flags)
{
	int ret;

	if (bdb_usable(b) != STORE_OK)
		return EIO;
	pthread_mutex_lock(&b->checkpoint.writing);
	bdb_doublewrite_checkpoint(b, true);
	ret = b->env->txn_checkpoint(b->env, kib, 0, flags);
	bdb_doublewrite_checkpoint(b, false);
	if (ret == 0)
		b->checkpoint.failing = false;
	else if (bdb_rc(b, ret, "txn_checkpoint") != STORE_BROKEN && !b->checkpoint.failing) {
		log_warn("no checkpoint could be written dir=\"%s\" error=\"%s\"", b->dir,
		    db_strerror(ret));
		b->checkpoint.failing = true;
	}
	pthread_mutex_unlock(&b->checkpoint.writing);
	return ret;
}

/*
 * Files go when a checkpoint was written, and when a writer begins a new one. With both locks held
 * nobody is in the middle of it, so who finds the setting off comes behind us.
 */
static int
set_auto_remove(struct bdb *b, int on)
{
	int ret;

	pthread_mutex_lock(&b->checkpoint.writing);
	gate_change(&b->gate);
	ret = b->env->log_set_config(b->env, DB_LOG_AUTO_REMOVE, on);
	gate_change_end(&b->gate);
	pthread_mutex_unlock(&b->checkpoint.writing);
	return ret;
}

int
bdb_log_keep(struct bdb *b)
{
	(void)write_checkpoint(b, 0, 0); /* without it the copy only has more log */
	return set_auto_remove(b, 0);
}

void
bdb_log_keep_end(struct bdb *b)
{
	(void)set_auto_remove(b, 1);
}

static void *
run(void *arg)
{
	struct bdb *b = arg;
	struct checkpoint *c = &b->checkpoint;
	int64_t since_ms = 0; /* of the oldest change not in a checkpoint; 0: none */

	pthread_mutex_lock(&c->lock);
	while (!c->stop) {
		bool due;

		if (since_ms == 0 && !atomic_load(&c->dirty)) {
			pthread_cond_wait(&c->wake, &c->lock);
			continue;
		}
		if (since_ms == 0)
			since_ms = clock_monotonic_ms();
		clock_cond_rest(&c->wake, &c->lock, &c->stop, LOOK_EVERY_MS);
		if (c->stop)
			break;
		pthread_mutex_unlock(&c->lock);
		due = clock_monotonic_ms() - since_ms >= (int64_t)c->s * 1000;
		if (due)
			/* Cleared before: what comes meanwhile may be in it or not. */
			atomic_store(&c->dirty, false);
		/*
		 * Berkeley DB counts the log from the end of the last checkpoint, not from its
		 * beginning, and would not see what came while that one was being written: forced.
		 */
		if (write_checkpoint(b, due ? 0 : c->kib, due ? DB_FORCE : 0) != 0 ||
		    bdb_doublewrite_relieve(b) != 0)
			atomic_store(&c->dirty, true);
		else if (due)
			since_ms = 0;
		pthread_mutex_lock(&c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

static int
init(struct checkpoint *c)
{
	int ret = clock_cond_init(&c->wake);

	if (ret != 0)
		return ret;
	ret = pthread_mutex_init(&c->lock, NULL);
	if (ret == 0) {
		ret = pthread_mutex_init(&c->writing, NULL);
		if (ret != 0)
			pthread_mutex_destroy(&c->lock);
	}
	if (ret != 0)
		pthread_cond_destroy(&c->wake);
	return ret;
}

static void
destroy(struct checkpoint *c)
{
	pthread_mutex_destroy(&c->writing);
	pthread_mutex_destroy(&c->lock);
	pthread_cond_destroy(&c->wake);
}

enum store_open_rc
bdb_checkpoint_start(struct bdb *b, const struct store_options *options)
{
	struct checkpoint *c = &b->checkpoint;
	sigset_t all, old;
	int ret;

	c->kib = options->checkpoint_kib > 0 ? options->checkpoint_kib : 1;
	c->s = options->checkpoint_s > 0 ? options->checkpoint_s : 1;
	ret = init(c);
	if (ret != 0)
		return bdb_why_ret(b, ret, "checkpoint thread");
	/* Signals are for the threads of main. */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	ret = pthread_create(&c->thread, NULL, run, b);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (ret != 0) {
		destroy(c);
		return bdb_why_ret(b, ret, "checkpoint thread");
	}
	return STORE_OPEN_OK;
}

/* The last one, when all is quiet: the next open has nothing to recover. */
void
bdb_checkpoint_stop(struct bdb *b)
{
	struct checkpoint *c = &b->checkpoint;
	uint64_t reached;

	pthread_mutex_lock(&c->lock);
	c->stop = true;
	pthread_cond_signal(&c->wake);
	pthread_mutex_unlock(&c->lock);
	pthread_join(c->thread, NULL);
	if (bdb_sync(&b->base, &reached) == STORE_OK)
		(void)write_checkpoint(b, 0, DB_FORCE);
	else
		/* What was not acknowledged is not kept. Pages must not go where the log does not.
		 */
		(void)bdb_broken(b, "close", "the log cannot be written");
	destroy(c);
}
