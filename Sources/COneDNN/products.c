#include <dnnl.h>

#include "COneDNN.h"

static void scale(float *out, float beta, int64_t count) {
  for (int64_t i = 0; i < count; i++) out[i] = beta == 0 ? 0 : out[i] * beta;
}

int mgd_dnnl_product(
    float *out, const float *a, const float *b, int transpose_a, int transpose_b, float beta, int64_t m, int64_t n,
    int64_t k) {
  // Once a thread, on whichever thread computes first: forgotten, oneDNN's threads would change bits.
  static _Thread_local int is_prepared = 0;
  if (!is_prepared) {
    if (mgd_dnnl_prepare_thread() != 0) return -1;
    is_prepared = 1;
  }
  if (m == 0 || n == 0) return 0;
  if (k == 0) {
    scale(out, beta, m * n);
    return 0;
  }
  return dnnl_sgemm(
      transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', m, n, k, 1.0f, a, transpose_a ? m : k, b, transpose_b ? k : n,
      beta, out, n);
}

#if defined(__x86_64__)
static dnnl_cpu_isa_t limit_of(int isa) {
  switch (isa) {
    case MGD_DNNL_ISA_BASELINE: return dnnl_cpu_isa_sse41;
    case MGD_DNNL_ISA_AVX2: return dnnl_cpu_isa_avx2;
    default: return dnnl_cpu_isa_avx512_core;
  }
}

int mgd_dnnl_cap(int isa) {
  // oneDNN takes the limit once; to ask for the same again is no mistake.
  static int settled = -1;
  if (__atomic_load_n(&settled, __ATOMIC_ACQUIRE) == isa) return 0;
  int status = dnnl_set_max_cpu_isa(limit_of(isa));
  if (status == 0) __atomic_store_n(&settled, isa, __ATOMIC_RELEASE);
  return status;
}
#else
int mgd_dnnl_cap(int isa) {
  (void)isa;
  return 0;
}
#endif

int mgd_dnnl_version(void) {
  const dnnl_version_t *v = dnnl_version();
  return v->major * 10000 + v->minor * 100 + v->patch;
}
