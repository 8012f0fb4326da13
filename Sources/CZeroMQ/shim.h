#pragma once

#include <malloc.h>
#include <sys/eventfd.h>
#include <zmq.h>
