#include <config.h>

#include "store/bdb.h"

#include <assert.h>

/* These calls fail only when we misuse them. */
static void
must(int ret)
{
	assert(ret == 0);
	(void)ret;
}

int
gate_init(struct gate *g)
{
	int ret = pthread_mutex_init(&g->writer, NULL);

	if (ret != 0)
		return ret;
	ret = pthread_mutex_init(&g->turn, NULL);
	if (ret != 0)
		goto writer;
	ret = pthread_rwlock_init(&g->pages, NULL);
	if (ret == 0)
		return 0;
	must(pthread_mutex_destroy(&g->turn));
writer:
	must(pthread_mutex_destroy(&g->writer));
	return ret;
}

void
gate_destroy(struct gate *g)
{
	must(pthread_rwlock_destroy(&g->pages));
	must(pthread_mutex_destroy(&g->turn));
	must(pthread_mutex_destroy(&g->writer));
}

void
gate_read(struct gate *g)
{
	must(pthread_mutex_lock(&g->turn));
	must(pthread_rwlock_rdlock(&g->pages));
	must(pthread_mutex_unlock(&g->turn));
}

void
gate_read_end(struct gate *g)
{
	must(pthread_rwlock_unlock(&g->pages));
}

void
gate_change(struct gate *g)
{
	must(pthread_mutex_lock(&g->writer));
}

void
gate_alone(struct gate *g)
{
	must(pthread_mutex_lock(&g->turn));
	must(pthread_rwlock_wrlock(&g->pages));
	must(pthread_mutex_unlock(&g->turn));
}

void
gate_alone_end(struct gate *g)
{
	must(pthread_rwlock_unlock(&g->pages));
}

void
gate_change_end(struct gate *g)
{
	must(pthread_mutex_unlock(&g->writer));
}
