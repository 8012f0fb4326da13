#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(                                                                   \
    __attribute__((target("avx2,avx512f,avx512bw,avx512dq,avx512vl"), min_vector_width(512))), \
    apply_to = function)

#define MGD_AVX512 1
#define MGD_TABLE mgd_kernels_avx512
#define MGD_NAME "avx512"
#include "source/kernels.h"

#pragma clang attribute pop
#endif
