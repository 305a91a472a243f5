/* One flush of the log for all who wait. */
#include <config.h>

#include "store/bdb.h"

int
bdb_flush_init(struct bdb *b)
{
	int ret = pthread_mutex_init(&b->flush.lock, NULL);

	if (ret != 0)
		return ret;
	ret = pthread_cond_init(&b->flush.done, NULL);
	if (ret != 0)
		pthread_mutex_destroy(&b->flush.lock);
	return ret;
}

void
bdb_flush_destroy(struct bdb *b)
{
	pthread_cond_destroy(&b->flush.done);
	pthread_mutex_destroy(&b->flush.lock);
}

/*
 * The flush itself, with flush.lock let go meanwhile. What is committed is read before: a change
 * that commits while the log is being written may or may not be in it.
 */
static enum store_rc
lead(struct bdb *b)
{
	struct flush *f = &b->flush;
	uint64_t upto;
	enum store_rc rc;

	f->running = true;
	pthread_mutex_unlock(&f->lock);
	upto = atomic_load(&b->committed);
	rc = bdb_rc(b, b->env->log_flush(b->env, NULL), "log_flush");
	/* A part of the log may have been written, and refused, in another thread. */
	if (rc == STORE_OK)
		rc = bdb_usable(b);
	pthread_mutex_lock(&f->lock);
	f->running = false;
	f->rounds++;
	f->rc = rc;
	if (rc == STORE_OK || rc == STORE_FULL)
		atomic_store(&f->settled, upto);
	if (rc == STORE_OK)
		f->reached = upto;
	else {
		f->missed = upto;
		f->missed_round = f->rounds;
	}
	pthread_cond_broadcast(&f->done);
	return rc;
}

enum store_rc
bdb_sync(struct store *s, uint64_t *reached)
{
	struct bdb *b = (struct bdb *)s;
	struct flush *f = &b->flush;
	uint64_t want = atomic_load(&b->committed), came;
	enum store_rc rc = bdb_usable(b);

	pthread_mutex_lock(&f->lock);
	came = f->rounds;
	while (rc == STORE_OK && f->reached < want) {
		if (f->running)
			pthread_cond_wait(&f->done, &f->lock);
		else if (f->missed_round > came && f->missed >= want)
			rc = f->rc; /* a flush that was to cover us failed while we waited */
		else
			rc = lead(b);
	}
	*reached = f->reached;
	pthread_mutex_unlock(&f->lock);
	return rc;
}

void
bdb_tickets(struct store *s, uint64_t *committed, uint64_t *flushed)
{
	struct bdb *b = (struct bdb *)s;

	*committed = atomic_load(&b->committed);
	*flushed = atomic_load(&b->flush.settled);
}
