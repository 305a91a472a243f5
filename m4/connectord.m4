# CN_PROBE_CFLAGS(VARIABLE, FLAGS): keeps in VARIABLE those FLAGS that the compiler takes.
AC_DEFUN([CN_PROBE_CFLAGS], [
  AC_SUBST([$1])
  for cn_flag in m4_normalize([$2]); do
    cn_saved=$CFLAGS
    # clang warns of an unknown -W flag, gcc stays silent on an unknown -Wno-: ask for the positive one.
    CFLAGS="$CFLAGS -Werror `echo $cn_flag | sed 's/^-Wno-/-W/'`"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])], [$1="$$1 $cn_flag"])
    CFLAGS=$cn_saved
  done
  AC_MSG_CHECKING([which flags of $1 the compiler takes])
  AC_MSG_RESULT([$$1])
])

AC_DEFUN([CN_PROBE_LDFLAGS], [
  AC_SUBST([$1])
  for cn_flag in m4_normalize([$2]); do
    cn_saved=$LDFLAGS
    LDFLAGS="$LDFLAGS $cn_flag"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [$1="$$1 $cn_flag"])
    LDFLAGS=$cn_saved
  done
  AC_MSG_CHECKING([which flags of $1 the linker takes])
  AC_MSG_RESULT([$$1])
])

# CN_NEED_LIB(NAME, HEADER, FUNCTION, LIBRARY, PACKAGE): for libraries without a .pc file.
AC_DEFUN([CN_NEED_LIB], [
  AC_CHECK_HEADER([$2], [], [AC_MSG_ERROR([$2 not found: install the package $5])])
  cn_saved_libs=$LIBS
  LIBS=
  AC_SEARCH_LIBS([$3], [$4], [], [AC_MSG_ERROR([lib$4 not found: install the package $5])])
  $1_LIBS=$LIBS
  LIBS=$cn_saved_libs
  AC_SUBST([$1_LIBS])
])
