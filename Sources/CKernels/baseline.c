// What every x86-64 (SSE2) or arm64 (NEON) processor can do.
#include "CKernels.h"

#pragma STDC FP_CONTRACT OFF

#define MGD_TABLE mgd_kernels_baseline
#define MGD_NAME "baseline"
#include "source/kernels.h"
