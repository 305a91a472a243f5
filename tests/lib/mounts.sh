# shellcheck shell=bash
# Sourced first: the test is run again in a name space of its own to mount in. An ordinary user may do
# that, too, and nothing is left behind, whoever he is.

if [ -z "${MOUNTS_INSIDE:-}" ]; then
	export MOUNTS_INSIDE=yes
	for how in '' '--user --map-root-user'; do
		# shellcheck disable=SC2086 # flags
		unshare $how --mount --propagation private true 2>/dev/null &&
			exec unshare $how --mount --propagation private "$0" "$@"
	done
	echo 'failed: nothing can be mounted: neither as this user nor in a name space of its own'
	exit 1
fi
