#!/bin/sh
# Who may include whom: rooms of src/ include each other only in the direction written down here, and
# a library's headers only in the room that hides it. Each .c begins with config.h and its own header.
set -eu
top=${top_srcdir:-.}
cd "$top/src"
# shellcheck disable=SC2016
find . -name '*.[ch]' | sed 's|^\./||' | LC_ALL=C sort | xargs awk '
	BEGIN {
		may["main"]  = "fcgi control api store seal conf http base"
		may["fcgi"]  = "http base"
		may["control"] = "base"
		may["api"]   = "index sink model store seal http json base"
		may["model"] = "json base"
		may["index"] = "json base"
		may["sink"]  = "json base"
		may["store"] = "base"
		may["seal"]  = "base"
		may["http"]  = "base"
		may["json"]  = "base"
		may["conf"]  = "base"
		may["base"]  = ""
		only["db.h"] = "store"
		only["sodium.h"] = "seal base"
		only["fcgiapp.h"] = only["fcgios.h"] = only["fcgimisc.h"] = only["fastcgi.h"] = "fcgi"
		only["fcgi_stdio.h"] = only["fcgi_config.h"] = "no"
		for (i = 1; i < ARGC; i++)
			there[ARGV[i]] = 1
	}
	function wrong(what) {
		print "src/" FILENAME ":" FNR ": " what
		failed = 1
	}
	function close_file() {
		if (last ~ /\.c$/ && count == 0) {
			print "src/" last ": <config.h> is not included"
			failed = 1
		}
	}
	FNR == 1 {
		close_file()
		last = FILENAME
		count = 0
		room = FILENAME ~ /\// ? FILENAME : "main"
		sub(/\/.*/, "", room)
		if (!(room in may))
			wrong("room " room " is not known to tests/lint/includes.sh")
	}
	!/^[ \t]*#[ \t]*include/ { next }
	{
		count++
		name = $0
		sub(/^[ \t]*#[ \t]*include[ \t]*/, "", name)
		quoted = name ~ /^"/
		if (name !~ /^("[^"]+"|<[^>]+>)/) { wrong("include is not understood"); next }
		name = substr(name, 2)
		sub(/[">].*/, "", name)

		if (FILENAME ~ /\.c$/ && count == 1 && (quoted || name != "config.h"))
			wrong("<config.h> must come first")
		if (name == "config.h" && (count != 1 || FILENAME ~ /\.h$/))
			wrong("<config.h> belongs at the top of a .c file")
		own = FILENAME
		sub(/\.c$/, ".h", own)
		if (FILENAME ~ /\.c$/ && own in there && count == 2 && name != own)
			wrong("\"" own "\" must come second")

		if (quoted) {
			target = name
			if (!sub(/\/.*/, "", target) || !(name in there))
				wrong("\"" name "\" is no header of src: write room/file.h")
			else if (target != room && index(" " may[room] " ", " " target " ") == 0)
				wrong(room " may not include " name)
		} else {
			if (name in there)
				wrong("<" name "> is ours: write it in quotes")
			if (name in only && index(" " only[name] " ", " " room " ") == 0)
				wrong("<" name "> is for room " only[name])
			if (name ~ /^sodium\// && room != "seal")
				wrong("<" name "> is for room seal")
			if (name ~ /^json-c\// && room != "json")
				wrong("<" name "> is for room json")
			if (name ~ /^(json|json_object|json_tokener)\.h$/)
				wrong("<" name ">: write json-c/" name)
		}
	}
	END {
		close_file()
		exit failed
	}'
