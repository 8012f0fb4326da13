#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

#define MGD_AVX2 1
#define MGD_TABLE mgd_kernels_avx2
#define MGD_NAME "avx2"
#include "source/kernels.h"

#pragma clang attribute pop
#endif
