#define _GNU_SOURCE
#include <dlfcn.h>
#include <dnnl.h>

#include "COneDNN.h"

int mgd_dnnl_prepare_thread(void) {
  if (dnnl_version()->cpu_runtime != DNNL_RUNTIME_OMP) return 0;
  // By name, because which OpenMP library oneDNN was built with is the distribution's choice.
  void (*set_threads)(int) = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads");
  if (!set_threads) return 1;
  set_threads(1);
  return 0;
}
