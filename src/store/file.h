/* Files and directories as the system has them. Private to the room. Results: 0 or an errno. */
#ifndef STORE_FILE_H
#define STORE_FILE_H

#include <stddef.h>
#include <sys/types.h>

/* Writes all of it where the file stands. */
int file_write(int fd, const char *p, size_t n);

/* The same at a place. */
int file_write_at(int fd, const void *p, size_t n, off_t at);

/* Reads all of it; ENODATA: the file ends before. */
int file_read_at(int fd, void *p, size_t n, off_t at);

/* Puts a directory on stable storage. */
int file_sync_dir(int fd);

/*
 * The same for the directory above. Who may not read that one has the whole file system written.
 */
int file_sync_parent(int dir_fd);

/* Calls fn for each name in a directory but . and .., until it returns an error number. */
typedef int file_name_fn(void *ctx, const char *name);
int file_each_name(int dir_fd, file_name_fn *fn, void *ctx);

#endif
