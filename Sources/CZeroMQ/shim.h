#pragma once

#include <malloc.h>
#include <sys/eventfd.h>
#include <zmq.h>

// zmq.h hides it among the drafts; libzmq 4.3 obeys it in every build. Without it a CURVE server whose ZAP handler is gone lets everybody in.
#define MGD_ZAP_ENFORCE_DOMAIN 93
