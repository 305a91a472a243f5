/* The endpoints of whole sync jobs (sync-jobs.md 7.1 to 7.4); the updates are rows of change.c. */
#ifndef API_SYNC_JOBS_H
#define API_SYNC_JOBS_H

#include "api/route.h"

route_handler sync_job_create;
route_handler sync_job_list;
route_handler sync_job_get;
route_handler sync_job_delete;

#endif
