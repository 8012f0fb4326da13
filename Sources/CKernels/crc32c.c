// CRC-32C. The processor's instruction has a latency of three cycles and a throughput of one, so three streams run side
// by side; their values are joined by multiplying with a power of x (carry-less), which the instruction itself reduces.
#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_acle.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif
#endif

enum { POLYNOMIAL_REFLECTED = 0x82f63b78 };

/// Four bits at a time: 64 bytes of table, computed by the compiler.
#define ONE_BIT(C) (((C) >> 1) ^ (((C) & 1) ? (uint32_t)POLYNOMIAL_REFLECTED : 0u))
#define FOUR_BITS(C) ONE_BIT(ONE_BIT(ONE_BIT(ONE_BIT((uint32_t)(C)))))

static const uint32_t nibbles[16] = {
    FOUR_BITS(0), FOUR_BITS(1), FOUR_BITS(2),  FOUR_BITS(3),  FOUR_BITS(4),  FOUR_BITS(5),  FOUR_BITS(6),  FOUR_BITS(7),
    FOUR_BITS(8), FOUR_BITS(9), FOUR_BITS(10), FOUR_BITS(11), FOUR_BITS(12), FOUR_BITS(13), FOUR_BITS(14), FOUR_BITS(15),
};

uint32_t mgd_crc32c_by_table(uint32_t seed, const void *bytes, size_t n) {
  const uint8_t *p = bytes;
  uint32_t crc = ~seed;
  for (; n; n--) {
    crc ^= *p++;
    crc = (crc >> 4) ^ nibbles[crc & 15];
    crc = (crc >> 4) ^ nibbles[crc & 15];
  }
  return ~crc;
}

#if defined(__x86_64__)

#define ACCELERATED __attribute__((target("sse4.2,pclmul")))

static inline uint64_t word_at(const uint8_t *p) {
  uint64_t word;
  __builtin_memcpy(&word, p, sizeof word);
  return word;
}

/// The value after as many zero bytes as `power` stands for: power is x^(8 bytes - 33) mod P, reflected.
ACCELERATED static inline uint64_t after_zeros(uint64_t crc, uint32_t power) {
  __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)crc), _mm_cvtsi32_si128((int)power), 0);
  return _mm_crc32_u64(0, (uint64_t)_mm_cvtsi128_si64(product));
}

/// Streams of `length` bytes; once and twice are the powers of x for one and two of them.
typedef struct stripe {
  size_t length;
  uint32_t once, twice;
} stripe;

static const stripe stripes[3] = {
    {32768, 0x5ae703ab, 0xc5013a36},
    {4096, 0x82f89c77, 0x54a86326},
    {512, 0xdd7e3b0c, 0x170076fa},
};

ACCELERATED static inline uint64_t three_streams(uint64_t crc, const uint8_t *p, const stripe *s) {
  uint64_t second = 0, third = 0;
  for (const uint8_t *end = p + s->length; p < end; p += 8) {
    crc = _mm_crc32_u64(crc, word_at(p));
    second = _mm_crc32_u64(second, word_at(p + s->length));
    third = _mm_crc32_u64(third, word_at(p + 2 * s->length));
  }
  return after_zeros(crc, s->twice) ^ after_zeros(second, s->once) ^ third;
}

ACCELERATED static uint32_t crc32c_by_instruction(uint32_t seed, const uint8_t *p, size_t n) {
  uint64_t crc = ~seed;
  for (int i = 0; i < 3; i++)
    for (; n >= 3 * stripes[i].length; p += 3 * stripes[i].length, n -= 3 * stripes[i].length)
      crc = three_streams(crc, p, &stripes[i]);
  for (; n >= 8; p += 8, n -= 8) crc = _mm_crc32_u64(crc, word_at(p));
  for (; n; n--) crc = _mm_crc32_u8((uint32_t)crc, *p++);
  return ~(uint32_t)crc;
}

static int has_instruction(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul");
}

#elif defined(__aarch64__)

__attribute__((target("crc"))) static uint32_t crc32c_by_instruction(uint32_t seed, const uint8_t *p, size_t n) {
  uint32_t crc = ~seed;
  for (; n >= 8; p += 8, n -= 8) {
    uint64_t word;
    __builtin_memcpy(&word, p, sizeof word);
    crc = __crc32cd(crc, word);
  }
  for (; n; n--) crc = __crc32cb(crc, *p++);
  return ~crc;
}

static int has_instruction(void) {
#if defined(__linux__)
  const unsigned long crc32_capability = 1ul << 7;  // HWCAP_CRC32
  return (getauxval(AT_HWCAP) & crc32_capability) != 0;
#else
  return 1;
#endif
}

#else

static uint32_t crc32c_by_instruction(uint32_t seed, const uint8_t *p, size_t n) {
  return mgd_crc32c_by_table(seed, p, n);
}

static int has_instruction(void) { return 0; }

#endif

uint32_t mgd_crc32c(uint32_t seed, const void *bytes, size_t n) {
  return has_instruction() ? crc32c_by_instruction(seed, bytes, n) : mgd_crc32c_by_table(seed, bytes, n);
}
