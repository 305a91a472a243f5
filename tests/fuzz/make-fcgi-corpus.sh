#!/bin/sh
# Writes the seeds of fuzz_fcgi into tests/fuzz/corpus/fcgi: one small connection each. The first
# byte of a file is the size of the pieces it is read in.
set -eu
cd "$(dirname "$0")/corpus/fcgi"

# byte NUMBER: one byte, as printf's %b takes it.
byte() { printf '\\0%03o' "$1"; }

# bytes TEXT: how long it is once printed.
bytes() { printf %b "$1" | wc -c; }

# rec TYPE ID CONTENT [PADDING]: a record; the content may have printf escapes.
rec() {
	n=$(bytes "$3")
	printf %b "$(byte 1)$(byte "$1")$(byte 0)$(byte "$2")"
	printf %b "$(byte $((n / 256)))$(byte $((n % 256)))$(byte "${4:-0}")$(byte 0)$3"
	i=0
	while [ $i -lt "${4:-0}" ]; do
		printf '\0'
		i=$((i + 1))
	done
}

# pair NAME VALUE: a name-value pair, as text for rec.
pair() {
	for text in "$1" "$2"; do
		n=$(bytes "$text")
		if [ "$n" -lt 128 ]; then
			byte "$n"
		else
			printf %s "$(byte 128)$(byte 0)$(byte $((n / 256)))$(byte $((n % 256)))"
		fi
	done
	printf %s "$1$2"
}

# begin ID FLAGS [ROLE]
begin() { rec 1 "$1" "\\000$(byte "${3:-1}")$(byte "$2")\\0\\0\\0\\0\\0"; }

# head ID FLAGS LENGTH: a request up to its body.
head() {
	begin "$1" "$2"
	rec 4 "$1" "$(pair REQUEST_METHOD PUT)$(pair REQUEST_URI '/_connector/a%20b?pretty')"
	rec 4 "$1" "$(pair CONTENT_TYPE application/json)$(pair CONTENT_LENGTH "$3")"
	rec 4 "$1" "$(pair HTTP_HOST es:9200)$(pair HTTP_X_OPAQUE_ID 1)"
	rec 4 "$1" ''
}

# body ID TEXT
body() {
	[ -z "$2" ] || rec 5 "$1" "$2"
	rec 5 "$1" ''
}

# seed NAME PIECE: what is written next goes there.
seed() {
	exec >"$1"
	printf %b "$(byte "$2")"
}

long=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
long=$long$long$long

seed get 255;           head 1 1 ''; body 1 ''
seed put-in-pieces 3;   head 1 0 17; body 1 '{"name":"a name"}'
seed padded 7;          begin 9 1; rec 4 9 "$(pair REQUEST_METHOD GET)" 5; rec 4 9 '' 9; rec 5 9 x 255; rec 5 9 '' 1
seed single-bytes 255;  head 1 1 3; rec 5 1 a; rec 5 1 b; rec 5 1 c; rec 5 1 ''
seed pipelined 50;      head 1 1 1; body 1 a; head 1 1 1; body 1 b; head 2 0 ''; body 2 ''
seed multiplexed 255;   head 1 1 2; head 2 1 1; body 2 x; body 1 ok
seed aborted 255;       head 1 1 9; rec 5 1 part; rec 2 1 ''; rec 5 1 late; head 1 1 ''; body 1 ''
seed abort-no-keep 9;   head 1 0 9; rec 2 1 ''
seed authorizer 255;    begin 1 1 2; rec 4 1 ''; rec 5 1 ''; head 2 1 ''; body 2 ''
seed get-values 255;    rec 9 0 "$(pair FCGI_MAX_CONNS '')$(pair FCGI_MAX_REQS '')$(pair FCGI_MPXS_CONNS '')"
seed get-values-again 4; rec 9 0 "$(for i in 1 2 3 4 5 6 7 8 9; do pair FCGI_MAX_REQS ''; done)"; head 1 1 ''; body 1 ''
seed unknown-type 255;  rec 77 0 what; head 1 1 ''; body 1 ''
seed announced-4000 255; head 1 1 4000; body 1 x
seed cut-off 255;       head 1 1 10; body 1 short
seed too-long 255;      head 1 1 1; body 1 longer
seed no-uri 255;        begin 1 1; rec 4 1 "$(pair REQUEST_METHOD GET)"; rec 4 1 ''; body 1 ''
seed no-params 255;     begin 1 1; rec 4 1 ''; body 1 ''
seed absolute 255;      begin 1 1; rec 4 1 "$(pair REQUEST_METHOD GET)$(pair REQUEST_URI 'http://h?x')"; rec 4 1 ''; body 1 ''
seed long-value 11;     begin 1 1; rec 4 1 "$(pair HTTP_LONG "$long")$(pair HTTP_PROXY x)"; rec 4 1 ''; body 1 "$long"
seed nonsense-length 255; begin 1 1; rec 4 1 '\0377\0377\0377\0377\0377\0377\0377\0377'
seed nul-in-value 255;  begin 1 1; rec 4 1 '\01\03ab\0c'
seed half-record 255;   head 1 1 5; printf '\1\5\0\1\377\377\0\0part'
seed http 255;          printf 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
