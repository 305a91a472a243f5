/*
 * Two services after the same jobs: one try is one new job, and both begin it at the same moment.
 * However they meet, the job is run once.
 */
#include <config.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "service.h"
#include "steps.h"

struct race {
	pthread_barrier_t start, stop;
	enum race_by by;
	int tries;
	char job[ID_ROOM];
	const char *connector;
};

struct runner {
	struct race *race;
	struct service *service;
	unsigned state; /* of its chance */
	int run;        /* jobs in this try */
	int refused;    /* claims in all */
	int kept_out;   /* by the lock, in all */
};

/* Some times nothing, some times long enough for the other one to do a step, or to finish. */
static void
dawdle(struct runner *r)
{
	static const long waits[] = {0, 0, 100000, 1000000, 6000000};
	const struct timespec t = {
	    .tv_nsec = waits[(unsigned)rand_r(&r->state) % (sizeof(waits) / sizeof(waits[0]))]};

	nanosleep(&t, NULL);
}

/* What the service does when its claim is refused: it ends the job, and says so in the connector.
 */
static void
claim_refused(struct runner *r)
{
	struct service *s = r->service;

	r->refused++;
	service_check(s, s->status == 400 || s->status == 409, "400 or 409 was expected");
	if (r->race->by == RACE_BY_CLAIM)
		return;
	service_end(s, r->race->job, "error", "Failed to claim job");
	service_expect(s, 409);
	service_unlock(s, r->race->connector, "error", "Failed to claim job");
}

static void
run_job(struct runner *r)
{
	struct service *s = r->service;
	json_object *doc = service_job(s, r->race->job);

	service_check(s, strcmp(text_at(doc, "worker_hostname"), s->host) == 0, "not its own");
	r->run++;
	dawdle(r);
	service_end(s, r->race->job, "completed", NULL);
	service_expect(s, 200);
	dawdle(r);
	if (r->race->by == RACE_AS_SERVICE)
		service_unlock(s, r->race->connector, "completed", NULL);
}

static void
try_once(struct runner *r)
{
	struct service *s = r->service;
	char job[ID_ROOM];

	dawdle(r);
	/* A list that may be old by the time it is acted on. */
	if (service_pending(s, r->race->connector, job) == 0)
		return;
	dawdle(r);
	if (r->race->by == RACE_AS_SERVICE && !service_lock(s, r->race->connector)) {
		r->kept_out++;
		return;
	}
	dawdle(r);
	service_claim(s, r->race->job);
	if (s->status == 200)
		run_job(r);
	else
		claim_refused(r);
}

static void *
runner_main(void *ctx)
{
	struct runner *r = ctx;

	for (int i = 0; i < r->race->tries; i++) {
		pthread_barrier_wait(&r->race->start);
		try_once(r);
		pthread_barrier_wait(&r->race->stop);
	}
	return NULL;
}

static void
check_try(struct race *race, struct runner *a, struct runner *b)
{
	struct service *s = a->service;
	int runs = a->run + b->run;
	const char *status;

	service_check(s, runs == 1, "the job was not run once");
	status = text_at(service_job(s, race->job), "status");
	service_check(s, strcmp(status, "completed") == 0, "the job was not completed");
	a->run = b->run = 0;
}

void
play_race(struct service *one, struct service *two, enum race_by by, int tries)
{
	struct race race = {
	    .by = by, .tries = tries, .connector = by == RACE_BY_CLAIM ? "claimed" : "raced"};
	struct runner a = {&race, one, 1, 0, 0, 0}, b = {&race, two, 2, 0, 0, 0};
	struct service maker;
	pthread_t threads[2];
	char target[64];

	service_open(&maker, "maker", one->socket);
	(void)snprintf(target, sizeof(target), "/_connector/%s", race.connector);
	service_ask(&maker, "PUT", target, "{\"index_name\":\"%s\",\"service_type\":\"dir\"}",
	    race.connector);
	service_expect(&maker, 201);
	pthread_barrier_init(&race.start, NULL, 3);
	pthread_barrier_init(&race.stop, NULL, 3);
	if (pthread_create(&threads[0], NULL, runner_main, &a) != 0 ||
	    pthread_create(&threads[1], NULL, runner_main, &b) != 0)
		abort();
	for (int i = 0; i < tries; i++) {
		service_schedule(&maker, race.connector, race.job);
		pthread_barrier_wait(&race.start);
		pthread_barrier_wait(&race.stop);
		check_try(&race, &a, &b);
	}
	pthread_join(threads[0], NULL);
	pthread_join(threads[1], NULL);
	pthread_barrier_destroy(&race.start);
	pthread_barrier_destroy(&race.stop);
	service_close(&maker);
	printf("%s: %d jobs run once each; %d claims refused, %d times kept out by the lock\n",
	    by == RACE_BY_CLAIM ? "by claim alone" : "as the service does", tries,
	    a.refused + b.refused, a.kept_out + b.kept_out);
	/* A race in which nobody met anybody has shown nothing. */
	service_check(one,
	    tries < 50 ||
	        (by == RACE_BY_CLAIM ? a.refused + b.refused : a.kept_out + b.kept_out) > 0,
	    "the two never met");
}
