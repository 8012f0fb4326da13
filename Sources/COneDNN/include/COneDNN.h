// What mgd takes from oneDNN, behind a header of its own: dnnl.h never reaches Swift, and what differs between oneDNN 2
// and 3 stays in here.
#pragma once

#include <stdint.h>

enum { MGD_DNNL_ISA_BASELINE = 0, MGD_DNNL_ISA_AVX2 = 1, MGD_DNNL_ISA_AVX512 = 2 };

/// Row-major out (m, n) = a . b + beta * out, where a is (m, k), or (k, m) when transposed, and b is (k, n), or (n, k)
/// when transposed. With beta 0 the old values are not read. Gives oneDNN's status, 0 for success.
int mgd_dnnl_product(
    float *out, const float *a, const float *b, int transpose_a, int transpose_b, float beta, int64_t m, int64_t n,
    int64_t k);

/// The most that oneDNN may use. Works once, before its first use; else gives a status other than 0.
int mgd_dnnl_cap(int isa);

/// Keeps oneDNN on the calling thread from starting threads of its own, which would also change bits. 0 when that is
/// so; 1 when oneDNN runs on OpenMP and omp_set_num_threads is not to be found.
int mgd_dnnl_prepare_thread(void);

/// oneDNN's version as major * 10000 + minor * 100 + patch.
int mgd_dnnl_version(void);
