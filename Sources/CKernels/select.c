#include "CKernels.h"

const mgd_kernels *mgd_kernels_settled = NULL;

int mgd_isa_best(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return MGD_ISA_AVX512;
  if (__builtin_cpu_supports("avx2")) return MGD_ISA_AVX2;
#endif
  return MGD_ISA_BASELINE;
}

const mgd_kernels *mgd_kernels_select(int isa_cap) {
#if defined(__x86_64__)
  int best = mgd_isa_best();
  int isa = isa_cap < best ? isa_cap : best;
  if (isa >= MGD_ISA_AVX512) return &mgd_kernels_avx512;
  if (isa == MGD_ISA_AVX2) return &mgd_kernels_avx2;
#else
  (void)isa_cap;
#endif
  return &mgd_kernels_baseline;
}

int mgd_kernels_settle(int isa_cap) {
  const mgd_kernels *wanted = mgd_kernels_select(isa_cap);
  const mgd_kernels *settled = NULL;
  if (__atomic_compare_exchange_n(&mgd_kernels_settled, &settled, wanted, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    return 1;
  return settled == wanted;
}

const mgd_kernels *mgd_kernels_first_use(void) {
  mgd_kernels_settle(MGD_ISA_AVX512);
  return __atomic_load_n(&mgd_kernels_settled, __ATOMIC_ACQUIRE);
}
