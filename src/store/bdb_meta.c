/* What a store says about itself. */
#include <config.h>

#include "store/bdb.h"

#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The format of everything in the directory: which files there are, their keys and values.
 *
 * To change it: raise FORMAT; read the older number in bdb_meta_open() and bring such a store up to
 * date there (one transaction: new content and new number), before any other file is opened; keep
 * those steps, one per number, for good. A program that finds a number above its own declines, so a
 * change that older programs can live with does not need a new number.
 */
enum { FORMAT = 1, VALUE_MAX = 64 };

static const char key_format[] = "format"; /* decimal */
static const char key_uuid[] = "uuid";
static const char key_created[] = "created"; /* decimal, microseconds since 1970 */

static int
put(DB *meta, DB_TXN *txn, const char *name, const char *value)
{
	DBT key = bdb_in(str_of(name)), data = bdb_in(str_of(value));

	return meta->put(meta, txn, &key, &data, DB_NOOVERWRITE);
}

static int
get(DB *meta, const char *name, char value[VALUE_MAX])
{
	DBT key = bdb_in(str_of(name));
	DBT data = {.data = value, .ulen = VALUE_MAX - 1, .flags = DB_DBT_USERMEM};
	int ret = meta->get(meta, NULL, &key, &data, 0);

	if (ret == 0)
		value[data.size] = '\0';
	return ret;
}

int
bdb_meta_write(struct bdb *b, DB *meta, DB_TXN *txn)
{
	char uuid[STORE_UUID_SIZE], number[32];
	int ret;

	(void)b;
	if (!store_uuid_new(uuid))
		return EIO;
	(void)snprintf(number, sizeof(number), "%d", FORMAT);
	ret = put(meta, txn, key_format, number);
	if (ret == 0)
		ret = put(meta, txn, key_uuid, uuid);
	(void)snprintf(number, sizeof(number), "%lld", (long long)clock_now());
	if (ret == 0)
		ret = put(meta, txn, key_created, number);
	for (unsigned kind = 0; kind < STORE_KIND__MAX && ret == 0; kind++)
		ret = bdb_meta_note_kind(meta, txn, (enum store_kind)kind);
	return ret;
}

/* "kind NAME": its files were made. */
static void
kind_key(char key[VALUE_MAX], enum store_kind kind)
{
	(void)snprintf(key, VALUE_MAX, "kind %s", store_kind_name(kind));
}

int
bdb_meta_has_kind(DB *meta, enum store_kind kind, bool *has)
{
	char key[VALUE_MAX], value[VALUE_MAX];
	int ret;

	kind_key(key, kind);
	ret = get(meta, key, value);
	*has = ret == 0;
	return ret == DB_NOTFOUND ? 0 : ret;
}

int
bdb_meta_note_kind(DB *meta, DB_TXN *txn, enum store_kind kind)
{
	char key[VALUE_MAX];

	kind_key(key, kind);
	return put(meta, txn, key, "made");
}

enum store_open_rc
bdb_meta_open(struct bdb *b, const struct store_options *options)
{
	char value[VALUE_MAX];
	int ret = bdb_file_open(b, &b->meta, NULL, BDB_META_FILE, false);
	long format;
	char *end;

	(void)options;
	if (ret == 0)
		ret = get(b->meta, key_format, value);
	if (ret != 0)
		return bdb_why_ret(b, ret, BDB_META_FILE);
	format = strtol(value, &end, 10);
	if (end == value || *end != '\0' || format < 1)
		return bdb_why(b, STORE_OPEN_DAMAGED, BDB_META_FILE ": no format number");
	if (format > FORMAT)
		return bdb_why(b, STORE_OPEN_TOO_NEW,
		    "written in format %ld by a later version; this one reads up to %d", format,
		    FORMAT);
	ret = get(b->meta, key_uuid, value);
	if (ret != 0)
		return bdb_why_ret(b, ret, BDB_META_FILE);
	if (strlen(value) != STORE_UUID_LEN)
		return bdb_why(b, STORE_OPEN_DAMAGED, BDB_META_FILE ": no uuid");
	memcpy(b->base.uuid, value, STORE_UUID_SIZE);
	return STORE_OPEN_OK;
}

void
bdb_meta_close(struct bdb *b)
{
	bdb_file_close(b, &b->meta);
}
