# shellcheck shell=bash
# The parts of bench/run: servers, filled directories, and what is measured. Each subject (connectord
# with so many jobs, or a limit) has a name, a socket and an nginx of its own, configured as published.
#
# shellcheck disable=SC2154 # what bench/run sets:
#
#   top_srcdir build dir work   where things are; work is removed at the end
#   connectors span sizes settings filled    see bench/run; bench/searches has no filled

declare -A pid_of port_of nginx_of
next_port=

say() {
	printf 'bench: %s\n' "$*" >&2
}

give_up() {
	say "$*"
	exit 2
}

# Ends what was started here, by its process id, whatever happened.
clean_up() {
	local status=$? pid

	trap - EXIT
	for pid in "${nginx_of[@]}" "${pid_of[@]}"; do
		kill -TERM "$pid" 2>/dev/null || true
	done
	wait 2>/dev/null || true
	if [ $status -eq 2 ]; then
		tail -n 5 "$work"/*.log >&2 2>/dev/null || true
	fi
	rm -rf "$work"
	exit $status
}

# ---- servers ----

free_port() {
	next_port=${next_port:-$((20000 + RANDOM % 10000))}
	while (exec 3<>"/dev/tcp/127.0.0.1/$next_port") 2>/dev/null; do
		next_port=$((next_port + 1))
	done
	port=$next_port
	next_port=$((next_port + 1))
}

# front NAME: nginx as published, in front of NAME.sock; it keeps as many connections as come.
front() {
	local globals='daemon off;' port

	[ -z "${port_of[$1]:-}" ] || return 0
	free_port
	port_of[$1]=$port
	mkdir -p "$work/$1/tmp"
	sed -e "s|unix:/run/connectord/connectord\\.sock|unix:$work/$1.sock|" \
		-e "s|127\\.0\\.0\\.1:9200|127.0.0.1:$port|" \
		-e 's|keepalive 64;|keepalive 512;|' \
		"$top_srcdir/conf/nginx.conf" >"$work/$1/nginx.conf"
	grep -q 'keepalive 512;' "$work/$1/nginx.conf" || give_up 'conf/nginx.conf: no "keepalive 64;"'
	[ "$(id -u)" -ne 0 ] || globals="$globals user root;"
	nginx -e error.log -p "$work/$1" -c nginx.conf -g "$globals" 2>"$work/$1.nginx.log" &
	nginx_of[$1]=$!
	for _ in $(seq 250); do
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return
		sleep 0.02
	done
	give_up "nginx does not start for $1"
}

# ---- keys ----

# make_key DATA: a new API key, as the header that shows it.
make_key() {
	"$build/connectord" --data "$1" --log-level error key create --name bench --role manage |
		sed -n 's/^ *"encoded" : "\(.*\)"$/Authorization: ApiKey \1/p'
}

# use_key NAME: from now on requests show a key of this subject; the limits take any.
use_key() {
	local of=${1#jobs-}

	[ -e "$dir/header-$of" ] || of=${sizes[0]}
	BENCH_HEADER=$(<"$dir/header-$of")
	export BENCH_HEADER
}

# ---- programs ----

# begin NAME PATH COMMAND...: starts it, and waits for its first 200; took is how many microseconds
# that was.
begin() {
	local name=$1 path=$2

	shift 2
	front "$name"
	use_key "$name"
	rm -f "$work/took"
	"$build/bench/start" "$work/took" "127.0.0.1:${port_of[$name]}" "$path" "$@" \
		2>>"$work/$name.log" &
	pid_of[$name]=$!
	until [ -s "$work/took" ]; do
		kill -0 "${pid_of[$name]}" 2>/dev/null || give_up "$name ended at its start"
		sleep 0.02
	done
	took=$(<"$work/took")
	[ "$took" != failed ] || give_up "$name does not answer"
}

# begin_connectord NAME DATA [PATH]
begin_connectord() {
	# shellcheck disable=SC2086 # settings is a list
	begin "$1" "${3:-/}" "$build/connectord" --listen "$work/$1.sock" --data "$2" \
		--log-level error $settings
}

# begin_limit L1|L2
begin_limit() {
	local journal=

	[ "$1" = L1 ] || journal="-s $dir/journal"
	[ ! -d "$dir/canned/searches" ] || journal="$journal -q $dir/canned/searches"
	# shellcheck disable=SC2086 # a flag and its value, or nothing
	begin "$1" / "$build/bench/limit" $journal "$dir/canned/job" "$dir/canned/page10" \
		"$dir/canned/page100" "$work/$1.sock"
}

# end NAME [SIGNAL]
end() {
	[ -n "${pid_of[$1]:-}" ] || return 0
	kill "-${2:-TERM}" "${pid_of[$1]}" 2>/dev/null || true
	await_end "$1" "${2:-}"
}

await_end() {
	local pid=${pid_of[$1]}

	unset "pid_of[$1]"
	wait "$pid" 2>/dev/null || [ "$2" = KILL ] || say "$1 did not end well"
}

# All at once: each waits a second for its idle connections. One signal each, for a second one hurries.
end_all() {
	local name

	for name in "${!pid_of[@]}"; do kill -TERM "${pid_of[$name]}" 2>/dev/null || true; done
	for name in "${!pid_of[@]}"; do await_end "$name" TERM; done
}

# ask NAME PATH [curl flags]
ask() {
	local name=$1 path=$2

	shift 2
	use_key "$name"
	curl -sS --fail --noproxy '*' -H "$BENCH_HEADER" \
		-H 'Content-Type: application/json' "$@" "http://127.0.0.1:${port_of[$name]}$path" ||
		give_up "$name: $path was not answered"
}

# In KiB.
pss_of() {
	awk '/^Pss:/ { print $2 }' "/proc/$1/smaps_rollup" 2>/dev/null
}

# ---- jobs to begin with ----

# What tells one build from another.
stamp() {
	cat "$build/connectord" "$build/bench/"{fill,limit,load,start} | sha256sum
}

# Figures of programs that are no more.
set_aside_old() {
	local file

	[ "$(stamp)" != "$(cat "$dir/stamp" 2>/dev/null)" ] || return 0
	for file in samples.tsv facts.tsv; do
		[ ! -e "$dir/$file" ] || mv "$dir/$file" "$dir/$file.old"
	done
	stamp >"$dir/stamp"
}

# fill N: $dir/fill-N with N jobs, closed, and $dir/ids-N with up to 100,000 of their ids. What an
# earlier run of the same program left is used again; with filled=yes, that of any.
fill() {
	fill_dir "fill-$1" "$1" "$1"
}

# fill_tidy N: the same in tidy-N and ids-tidy-N, and nearly all jobs have ended.
fill_tidy() {
	fill_dir "tidy-$1" "tidy-$1" "$1" -t
}

# fill_dir DIRECTORY NAME N [FLAG of bench/fill]
fill_dir() {
	local stamp every to=$1 name=$2 n=$3

	shift 3
	stamp="$(stamp) $connectors"
	[ "$(cat "$dir/$to.stamp" 2>/dev/null)" != "$stamp" ] || return 0
	[ "${filled:-no}" = no ] || [ ! -e "$dir/$to.stamp" ] || return 0
	say "making $n jobs of $connectors connectors${1:+, tidy}"
	rm -rf "${dir:?}/$to" "$dir/$to.stamp"
	"$build/bench/fill" -c "$connectors" -j "$n" -o "$work/ids" "$@" "$dir/$to" >"$work/fill.log" ||
		give_up 'cannot make them'
	make_key "$dir/$to" >"$dir/header-$name"
	[ -s "$dir/header-$name" ] || give_up 'cannot make an API key'
	every=$(((n + 99999) / 100000))
	awk "NR % $every == 0" "$work/ids" >"$dir/ids-$name"
	rm "$work/ids"
	echo "$stamp" >"$dir/$to.stamp"
}

bytes_in() {
	find "$1" -type f -printf '%b\n' | awk '{ n += $1 } END { printf "%.0f\n", n * 512 }'
}

# The answers of the limits, as connectord gives them; from the jobs NAME has.
make_canned() {
	local id

	mkdir -p "$dir/canned"
	id=$(head -n 1 "$dir/ids-$2")
	ask "$1" "/_connector/_sync_job/$id" >"$dir/canned/job"
	ask "$1" '/_connector/_sync_job?size=10' >"$dir/canned/page10"
	ask "$1" '/_connector/_sync_job?size=100' >"$dir/canned/page100"
}

# ---- measuring ----

# load NAME WORKLOAD CLIENTS [flags of bench/load]
load() {
	local name=$1 what=$2 clients=$3

	shift 3
	use_key "$name"
	"$build/bench/load" -c "$clients" -k "$connectors" -H "$BENCH_HEADER" "$@" \
		"$what" "127.0.0.1:${port_of[$name]}"
}

# generate NAME WORKLOAD CLIENTS IDS: one line of figures. wrk, where it can do it.
generate() {
	use_key "$1"
	case $2 in
	get | list10 | list100 | create) generate_wrk "$@" ;;
	*) load "$1" "$2" "$3" -d "$span" -i "$4" ;;
	esac
}

# It is interrupted, for by itself it takes whole seconds only; again when the first time was lost: a job in the
# background does not see SIGINT until it asks for it, and a busy machine may take longer than a span for that.
generate_wrk() {
	local pid

	BENCH_CONNECTORS=$connectors wrk -t 1 -c "$3" -d 1h -s "$top_srcdir/bench/wrk.lua" \
		"http://127.0.0.1:${port_of[$1]}" -- "$2" "$4" >"$work/wrk" &
	pid=$!
	sleep "$span"
	while kill -INT $pid 2>/dev/null; do sleep 0.1; done
	wait $pid || true
	grep '^requests=' "$work/wrk"
}

# record WHAT SUBJECT CLIENTS ROUND FIGURES PSS: a line of samples.tsv.
record() {
	local figures=$5 field line

	line="$run	$1	$2	$3	$4"
	for field in requests errors us p50 p99 worst gap; do
		[[ " $figures" =~ \ $field=([0-9]*) ]] || give_up "$1 of $2 at $3: no figures: $figures"
		line="$line	${BASH_REMATCH[1]}"
	done
	printf '%s\t%s\n' "$line" "$6" >>"$dir/samples.tsv"
}

# sample NAME SUBJECT WORKLOAD CLIENTS ROUND IDS: loads it for a span, and writes down how it went.
sample() {
	local generator pss

	generate "$1" "$3" "$4" "$6" >"$work/figures" &
	generator=$!
	sleep "$(awk "BEGIN { print $span * 0.7 }")"
	pss=$(pss_of "${pid_of[$1]:-0}") || true
	wait $generator || true
	record "$3" "$2" "$4" "$5" "$(<"$work/figures")" "${pss:-0}"
}

# fact NAME SUBJECT VALUE: a line of facts.tsv.
fact() {
	printf '%s\t%s\t%s\t%s\n' "$run" "$1" "$2" "$3" >>"$dir/facts.tsv"
}

# write_table NAME: into doc/PERFORMANCE.md, between the line that begins with <!-- NAME and the next end.
write_table() {
	local page=$top_srcdir/doc/PERFORMANCE.md

	awk -v table="$dir/table.md" -v begin="^<!-- $1" '
		/^<!-- end of the table/ { skip = 0 }
		!skip
		$0 ~ begin { print ""; while ((getline line < table) > 0) print line; print ""; skip = 1 }' \
		"$page" >"$work/page"
	cat "$work/page" >"$page"
}
