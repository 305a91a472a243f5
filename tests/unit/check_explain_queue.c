/* _explain of a job with many in front: some are looked at, however many there are. */
#include <config.h>

#include "security_world.h"

static const struct auth_options no_limit = {.failures_per_s = 0};

static void
set_up(void)
{
	world_open(&no_limit);
}

/* A pending job of the connector, made behind all others. */
static const char *
make_job(void)
{
	char id[ID_SIZE];

	world_member(
	    world_do("POST", "/_connector/_sync_job", "{\"id\":\"own\"}"), "id", id, sizeof(id));
	return arena_printf(world.arena, "%s", id);
}

static void
make_jobs(int n)
{
	for (int i = 0; i < n; i++)
		make_job();
}

static void
must_say(const char *job, const char *what)
{
	const char *target = arena_printf(world.arena,
	    "/_connectord/sync_job/%s/_explain?filter_path=reasons.jobs,reasons.or_more,"
	    "reasons.first_job_id",
	    job);
	const char *answer = world_do("GET", target, NULL);

	ck_assert_msg(strstr(answer, what) != NULL, "%s: not in %s", what, answer);
}

static const char *
ahead(int jobs, bool more)
{
	return arena_printf(world.arena, "{\"jobs\":%d,\"or_more\":%s,\"first_job_id\":\"%s\"}",
	    jobs, more ? "true" : "false", world.pending[OWN]);
}

START_TEST(so_many_are_in_front)
{
	const char *second = make_job(), *hundredth, *later;

	must_say(second, ahead(1, false));
	make_jobs(97);
	hundredth = make_job();
	later = make_job();
	must_say(hundredth, ahead(99, false));
	must_say(later, ahead(100, true));
	make_jobs(50);
	must_say(second, ahead(1, false));
	must_say(hundredth, ahead(99, false));
	must_say(make_job(), ahead(100, true));
}
END_TEST

/* A hundred large ones would take much memory: then only the first is looked at. */
START_TEST(large_ones_are_not_all_looked_at)
{
	enum { BYTES = 200000 };
	char *value = malloc(BYTES + 1);
	const char *last;

	memset(value, 'x', BYTES);
	value[BYTES] = '\0';
	world_do("PUT", "/_connector/own/_configuration",
	    arena_printf(world.arena, "{\"values\":{\"host\":\"%s\"}}", value));
	free(value);
	make_jobs(40);
	last = make_job();
	must_say(last, ahead(1, true));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("explain_queue");
	TCase *tcase = tcase_create("explain_queue");

	tcase_add_checked_fixture(tcase, set_up, world_close);
	tcase_add_test(tcase, so_many_are_in_front);
	tcase_add_test(tcase, large_ones_are_not_all_looked_at);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
