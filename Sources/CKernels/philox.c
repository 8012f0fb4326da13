// Philox4x32-10, sixteen blocks at a time. Whole numbers only, so that the instruction set cannot matter to the bits, and no
// table has to be settled for it.
#include "CKernels.h"

// Words stand in lanes of 64 bits, so that a product needs no rearranging. Everything is inlined: no calling convention.
#pragma clang diagnostic ignored "-Wpsabi"

typedef uint64_t words16 __attribute__((ext_vector_type(16)));

static inline __attribute__((always_inline)) void sixteen_blocks(
    uint32_t *out, const uint32_t *key, uint32_t third_word, uint64_t first) {
  const words16 lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const uint64_t low = 0xffffffff;
  words16 counter = lanes + first;
  words16 x = counter & low, y = counter >> 32, z = (words16)((uint64_t)third_word), w = (words16)(0ull);
  uint32_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; round++) {
    words16 left = x * 0xD2511F53ull, right = z * 0xCD9E8D57ull;
    x = (right >> 32) ^ y ^ (uint64_t)k0;
    y = right & low;
    z = (left >> 32) ^ w ^ (uint64_t)k1;
    w = left & low;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  // Two words in each lane, then the halves of every block side by side (little-endian, as x86-64 and arm64 are).
  words16 halves = x | (y << 32), others = z | (w << 32);
  words16 begin = __builtin_shufflevector(halves, others, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  words16 end = __builtin_shufflevector(halves, others, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  __builtin_memcpy(out, &begin, sizeof begin);
  __builtin_memcpy(out + 32, &end, sizeof end);
}

#define FILL(NAME, TARGET)                                                                                   \
  TARGET static void NAME(uint32_t *out, const uint32_t *key, uint32_t third, uint64_t first, size_t n) {    \
    for (size_t i = 0; i < n; i++) sixteen_blocks(out + 64 * i, key, third, first + 16 * i);                 \
  }

FILL(fill_baseline, )
#if defined(__x86_64__)
FILL(fill_avx2, __attribute__((target("avx2"))))
FILL(fill_avx512, __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"), min_vector_width(512))))
#endif

void mgd_philox_fill(uint32_t *out, const uint32_t *key, uint32_t third, uint64_t first, size_t n) {
#if defined(__x86_64__)
  int isa = mgd_isa_best();
  if (isa == MGD_ISA_AVX512) return fill_avx512(out, key, third, first, n);
  if (isa == MGD_ISA_AVX2) return fill_avx2(out, key, third, first, n);
#endif
  fill_baseline(out, key, third, first, n);
}
