/* Inside the control room. */
#ifndef CONTROL_INSIDE_H
#define CONTROL_INSIDE_H

#include "control/control.h"

/* ---- address.c: the socket's place, in directories of any length ---- */

/* A listening socket, in the place of the one that was there; -1 with errno. */
int control_listen(const char *dir);
void control_unlink(const char *dir);

/* Whether the peer is root or runs as we do. */
bool control_peer_may(int fd);

/* ---- packet.c ---- */

struct packet {
	size_t n;
	char bytes[CONTROL_REQUEST_MAX + 1];
	unsigned fd_count;
	int fds[CONTROL_FDS_MAX];
};

/* One packet, without waiting. */
enum control_got packet_receive(int fd, struct packet *);
void packet_close_fds(int *fds, unsigned n);

/* Takes it apart: the words, version first. NULL, or what is wrong with it. */
const char *packet_words(struct packet *, const char **words, unsigned *n);

/* False: the peer does not take it. No copy of the text is left behind. */
bool packet_send_answer(int fd, int code, const struct buf *text);

#endif
