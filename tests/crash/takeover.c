/*
 * Several processes on one directory, each with a socket of its own on descriptor 0, as mod_fcgid
 * starts them, and clients that write and read all the time. Processes are killed at random
 * moments: the owner, one that waits, one that is recovering, all; some are asked to stop. Whoever
 * was killed is started again with a new socket a moment later.
 *
 * What must hold: no client waits longer than LIMIT_MS for its answer, repeating included, and
 * what was acknowledged is there, at once and at the end.
 *
 *	takeover [KILLS [SEED]]
 *
 * Kills that fall inside recovery, by chance or on purpose, come in runs of at most RUN_MAX:
 * somebody who kills faster than anything can start, for ever, wins.
 */
#include <config.h>

#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>

#include "daemon.h"
#include "tree.h"

enum {
	PROCESSES = 4,
	CLIENTS = 16,
	LIMIT_MS = 2000,
	RUN_MAX = 4,
	GIVE_UP_MS = 30000, /* of a client: then something hangs */
	NOTE_SIZE = 1400,
};

struct process {
	pid_t pid;        /* 0: dead */
	int64_t start_at; /* when it is to be started again */
	char path[96];
};

struct client {
	pthread_t thread;
	unsigned number;
	unsigned random;
	unsigned acked; /* its records are 0 .. acked - 1 */
	unsigned reads, tries;
	int64_t longest_ms, longest_try_ms;
};

static struct {
	char dir[64], data[80], log[80];
	pthread_mutex_t lock; /* of the processes */
	struct process processes[PROCESSES];
	unsigned sockets;
	struct client clients[CLIENTS];
	atomic_bool over;
	_Atomic int64_t last_answer, longest_gap;
	unsigned kills, of_owners, inside, stops;
	unsigned run; /* owners killed since somebody had an answer */
	int64_t owner_killed;
	unsigned random;
	char note[NOTE_SIZE + 1];
} w;

static unsigned
dice(unsigned *state, unsigned sides)
{
	return (unsigned)rand_r(state) % sides;
}

__attribute__((format(printf, 1, 2), noreturn)) static void
die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fputs("failed: ", stdout);
	vfprintf(stdout, format, ap);
	va_end(ap);
	printf("\n---- the end of the log\n");
	fflush(stdout);
	if (fork() == 0)
		execlp("tail", "tail", "-n", "60", w.log, (char *)NULL);
	wait(NULL);
	_exit(1);
}

/* ---- processes ---- */

static void
become_program(int listener)
{
	/* On a quick machine a long run makes more connectors than there may be by default. */
	const char *argv[] = {built("connectord"), "--data", w.data, "--security", "off",
	    "--connector-count-max", "0", NULL};

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (dup2(open(w.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600), STDERR_FILENO) < 0 ||
	    dup2(listener, STDIN_FILENO) < 0)
		_exit(98);
	(void)execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(97);
}

/* With w.lock. A new socket each time, closed here: it lives as long as somebody serves it. */
static void
start(struct process *p)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%.60s/%u", w.dir, w.sockets++);
	memcpy(p->path, a.sun_path, sizeof(p->path));
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 || listen(fd, 100) != 0)
		die("no socket: %s", strerror(errno));
	fflush(NULL);
	p->pid = fork();
	if (p->pid == 0)
		become_program(fd);
	close(fd);
	p->start_at = 0;
}

/* With w.lock. */
static void
buried(struct process *p)
{
	unlink(p->path);
	p->pid = 0;
	p->start_at = clock_monotonic_ms() + 20 + dice(&w.random, 180);
}

/* Buries who has ended by itself, starts those whose time has come. */
static void
look_after(void)
{
	pthread_mutex_lock(&w.lock);
	for (struct process *p = w.processes; p < w.processes + PROCESSES; p++) {
		int status;

		if (p->pid != 0 && waitpid(p->pid, &status, WNOHANG) == p->pid) {
			/* Asked to stop before it had seen to that. */
			if (status != 0 && !(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM))
				die("process %ld ended with status %x", (long)p->pid,
				    (unsigned)status);
			buried(p);
		}
		if (p->pid == 0 && clock_monotonic_ms() >= p->start_at)
			start(p);
	}
	pthread_mutex_unlock(&w.lock);
}

static void
pass_time(int ms)
{
	int64_t end = clock_monotonic_ms() + ms;

	do {
		look_after();
		sleep_ms(1);
	} while (clock_monotonic_ms() < end);
}

/* Whoever has the lock, recovering or serving; NULL: nobody who lives. */
static struct process *
find_owner(void)
{
	char path[96], text[32] = "";
	FILE *f;
	long pid;

	(void)snprintf(path, sizeof(path), "%s/owner.lock", w.data);
	f = fopen(path, "r");
	if (f == NULL)
		return NULL;
	if (fgets(text, sizeof(text), f) == NULL)
		text[0] = '\0';
	fclose(f);
	pid = strtol(text, NULL, 10);
	for (struct process *p = w.processes; p < w.processes + PROCESSES; p++)
		if (p->pid != 0 && p->pid == pid)
			return p;
	return NULL;
}

/* Owners that die before anybody had an answer: a run of these ends somewhere. */
static void
end_run(void)
{
	while (w.run > RUN_MAX && atomic_load(&w.last_answer) <= w.owner_killed)
		pass_time(1);
	if (atomic_load(&w.last_answer) > w.owner_killed)
		w.run = 0;
}

static void
count_owner(void)
{
	w.of_owners++;
	w.inside += w.run > 0;
	w.run++;
	w.owner_killed = clock_monotonic_ms();
}

static void
strike(struct process *p)
{
	if (p == NULL || p->pid == 0)
		return;
	if (p == find_owner())
		end_run();
	if (p->pid == 0)
		return;
	pthread_mutex_lock(&w.lock);
	if (p == find_owner())
		count_owner();
	kill(p->pid, SIGKILL);
	if (waitpid(p->pid, NULL, 0) != p->pid)
		die("a killed process cannot be buried: %s", strerror(errno));
	buried(p);
	pthread_mutex_unlock(&w.lock);
	w.kills++;
}

/* ---- kinds of accidents ---- */

static void
kill_owner(void)
{
	strike(find_owner());
}

/* The owner, and before it can have recovered the next one, and perhaps the next. */
static void
kill_inside_recovery(void)
{
	unsigned n = 1 + dice(&w.random, RUN_MAX);

	strike(find_owner());
	while (n-- > 0) {
		struct process *next;

		for (int i = 0; i < 200 && (next = find_owner()) == NULL; i++)
			pass_time(1);
		pass_time((int)dice(&w.random, 60));
		if (next == NULL)
			return;
		strike(next);
	}
}

static void
kill_any(void)
{
	strike(&w.processes[dice(&w.random, PROCESSES)]);
}

static void
kill_all(void)
{
	for (unsigned i = 0; i < PROCESSES; i++)
		strike(&w.processes[i]);
}

/* As a web server does that wants fewer processes. */
static void
stop_any(void)
{
	struct process *p = &w.processes[dice(&w.random, PROCESSES)];

	if (p->pid != 0 && kill(p->pid, SIGTERM) == 0)
		w.stops++;
}

static void (*const accidents[])(void) = {
    kill_owner,
    kill_owner,
    kill_owner,
    kill_inside_recovery,
    kill_inside_recovery,
    kill_inside_recovery,
    kill_any,
    kill_any,
    kill_all,
    stop_any,
};

enum { ACCIDENTS = sizeof(accidents) / sizeof(accidents[0]) };

/* ---- clients ---- */

/* A connection to one of the processes; -1: none is there now. */
static int
connect_any(struct client *c)
{
	char paths[PROCESSES][sizeof(w.processes[0].path)];
	unsigned n = 0;

	pthread_mutex_lock(&w.lock);
	for (unsigned i = 0; i < PROCESSES; i++)
		if (w.processes[i].pid != 0)
			memcpy(paths[n++], w.processes[i].path, sizeof(paths[0]));
	pthread_mutex_unlock(&w.lock);
	return n > 0 ? connect_unix(paths[dice(&c->random, n)]) : -1;
}

/* One try; the status, 0: the connection ended without an answer. */
static int
try_once(struct client *c, const char *method, const char *uri, const char *body)
{
	int64_t began = clock_monotonic_ms(), took;
	struct answer a = {.id = 0};
	int fd = connect_any(c), status;

	if (fd < 0)
		return 0;
	c->tries++;
	status = daemon_ask(fd, &a, method, uri, body, GIVE_UP_MS);
	took = clock_monotonic_ms() - began;
	if (took > c->longest_try_ms)
		c->longest_try_ms = took;
	answer_release(&a);
	close(fd);
	return status;
}

static void
note_answer(struct client *c, int64_t began)
{
	int64_t now = clock_monotonic_ms();
	int64_t gap = now - atomic_exchange(&w.last_answer, now);
	int64_t longest = atomic_load(&w.longest_gap);

	while (gap > longest && !atomic_compare_exchange_weak(&w.longest_gap, &longest, gap))
		;
	if (now - began > c->longest_ms)
		c->longest_ms = now - began;
}

/* Repeats until there is an answer. */
static int
ask(struct client *c, const char *method, const char *uri, const char *body)
{
	int64_t began = clock_monotonic_ms();
	int status;

	while ((status = try_once(c, method, uri, body)) == 0 || status == 503) {
		if (clock_monotonic_ms() - began > GIVE_UP_MS)
			die("client %u: no answer to %s %s", c->number, method, uri);
		sleep_ms(2);
	}
	note_answer(c, began);
	return status;
}

static void
uri_of(char *to, size_t size, const struct client *c, unsigned record)
{
	(void)snprintf(to, size, "/_connector/c%u-%u", c->number, record);
}

static void
write_one(struct client *c)
{
	char uri[64], body[NOTE_SIZE + 100];
	int status;

	uri_of(uri, sizeof(uri), c, c->acked);
	(void)snprintf(
	    body, sizeof(body), "{\"name\":\"c%u\",\"description\":\"%s\"}", c->number, w.note);
	status = ask(c, "PUT", uri, body);
	/* 200: a try without an answer had come through. */
	if (status != 201 && status != 200)
		die("PUT %s: %d", uri, status);
	c->acked++;
}

static void
read_one(struct client *c)
{
	char uri[64];
	int status;

	uri_of(uri, sizeof(uri), c, dice(&c->random, c->acked));
	status = ask(c, "GET", uri, "");
	if (status != 200)
		die("GET %s: %d, but it was acknowledged", uri, status);
	c->reads++;
}

static void *
client_run(void *arg)
{
	struct client *c = arg;

	while (!atomic_load(&w.over)) {
		if (c->acked > 0 && dice(&c->random, 4) == 0)
			read_one(c);
		else
			write_one(c);
	}
	return NULL;
}

/* ---- the whole ---- */

static void
begin(void)
{
	const char *tmp = getenv("TMPDIR");

	(void)snprintf(w.dir, sizeof(w.dir), "%.30s/takeover-XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(w.dir) == NULL)
		die("no directory: %s", strerror(errno));
	(void)snprintf(w.data, sizeof(w.data), "%s/data", w.dir);
	(void)snprintf(w.log, sizeof(w.log), "%s/log", w.dir);
	memset(w.note, 'n', NOTE_SIZE);
	pthread_mutex_init(&w.lock, NULL);
	look_after();
	atomic_store(&w.last_answer, clock_monotonic_ms());
	for (unsigned i = 0; i < CLIENTS; i++) {
		w.clients[i].number = i;
		w.clients[i].random = w.random + i;
		pthread_create(&w.clients[i].thread, NULL, client_run, &w.clients[i]);
	}
}

static void
wreak(unsigned kills)
{
	pass_time(500);
	while (w.kills < kills) {
		accidents[dice(&w.random, ACCIDENTS)]();
		pass_time(50 + (int)dice(&w.random, 700));
	}
	pass_time(500);
	atomic_store(&w.over, true);
	for (unsigned i = 0; i < CLIENTS; i++)
		while (pthread_tryjoin_np(w.clients[i].thread, NULL) != 0)
			pass_time(10);
}

/* Everything that was acknowledged, once more, on one connection. */
static unsigned
verify(void)
{
	struct answer a = {.id = 0};
	int fd = connect_any(&w.clients[0]);
	unsigned n = 0;

	for (unsigned i = 0; i < CLIENTS; i++) {
		for (unsigned k = 0; k < w.clients[i].acked; k++, n++) {
			char uri[64];

			uri_of(uri, sizeof(uri), &w.clients[i], k);
			if (daemon_ask(fd, &a, "GET", uri, "", GIVE_UP_MS) != 200)
				die("%s was acknowledged, and is not there", uri);
		}
	}
	answer_release(&a);
	close(fd);
	return n;
}

/* They are asked to stop, those that wait first; all end well. */
static void
end(void)
{
	struct process *owner = find_owner();

	for (int last = 0; last < 2; last++) {
		for (struct process *p = w.processes; p < w.processes + PROCESSES; p++) {
			int status;

			if (p->pid == 0 || (p == owner) != (last == 1))
				continue;
			kill(p->pid, SIGTERM);
			if (waitpid(p->pid, &status, 0) != p->pid || status != 0)
				die("process %ld ended with status %x at the end", (long)p->pid,
				    (unsigned)status);
			p->pid = 0;
		}
	}
}

static int
report(unsigned checked)
{
	int64_t longest = 0, longest_try = 0;
	unsigned reads = 0, tries = 0;

	for (unsigned i = 0; i < CLIENTS; i++) {
		const struct client *c = &w.clients[i];

		printf("client %2u: %6u acknowledged, longest wait %" PRId64 " ms, try %" PRId64
		       " ms\n",
		    i, c->acked, c->longest_ms, c->longest_try_ms);
		longest = c->longest_ms > longest ? c->longest_ms : longest;
		longest_try = c->longest_try_ms > longest_try ? c->longest_try_ms : longest_try;
		reads += c->reads;
		tries += c->tries;
	}
	printf("%u kills: %u of owners, %u of them before they had answered; %u stops\n", w.kills,
	    w.of_owners, w.inside, w.stops);
	printf("%u acknowledged and there, %u read on the way, %u tries\n", checked, reads, tries);
	printf("longest wait %" PRId64 " ms (one try %" PRId64
	       " ms; nobody had an answer for %" PRId64 " ms), limit %d ms\n",
	    longest, longest_try, atomic_load(&w.longest_gap), LIMIT_MS);
	if (longest > LIMIT_MS) {
		printf("failed: a client waited too long\n");
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	unsigned kills = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 12;
	unsigned checked;
	int status;

	w.random = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : (unsigned)time(NULL);
	printf("seed %u\n", w.random);
	signal(SIGPIPE, SIG_IGN);
	begin();
	wreak(kills);
	pass_time(300);
	checked = verify();
	end();
	status = report(checked);
	if (status == EXIT_SUCCESS || getenv("TAKEOVER_KEEP") == NULL)
		remove_tree(w.dir);
	else
		printf("kept: %s\n", w.dir);
	return status;
}
