// Sixteen numbers at a time, on every instruction set: four registers of SSE or NEON, two of AVX2, one of AVX-512.
// A tail shorter than sixteen is loaded as a part, computed like the rest and stored as a part, so that an
// element's bits never depend on where in the vector it lies.

// Every function that takes or returns a vector is inlined, so that no calling convention is involved.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float v16 __attribute__((ext_vector_type(16)));
typedef int32_t i16 __attribute__((ext_vector_type(16)));
typedef uint32_t u16 __attribute__((ext_vector_type(16)));
typedef uint8_t b16 __attribute__((ext_vector_type(16)));

#define INLINE static inline __attribute__((always_inline))

INLINE v16 load(const float *p) {
  v16 v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

INLINE void store(float *p, v16 v) { __builtin_memcpy(p, &v, sizeof v); }

INLINE v16 all(float x) { return (v16)(x); }
INLINE i16 bits_of(v16 v) { return (i16)v; }
INLINE v16 from_bits(i16 v) { return (v16)v; }
INLINE v16 from_int(i16 v) { return __builtin_convertvector(v, v16); }

/// -1 in the first n lanes, 0 in the others.
INLINE i16 first_lanes(size_t n) {
  const i16 lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return lanes < (i16)((int32_t)n);
}

/// The first n < 16 numbers, 0 in the other lanes.
INLINE v16 load_part(const float *p, size_t n) {
#if MGD_AVX512
  return (v16)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
#elif MGD_AVX2
  i16 part = first_lanes(n);
  v16 v;
  __m256 halves[2] = {_mm256_maskload_ps(p, (__m256i)part.lo), _mm256_maskload_ps(p + 8, (__m256i)part.hi)};
  __builtin_memcpy(&v, halves, sizeof v);
  return v;
#else
  float numbers[16] = {0};
  for (size_t i = 0; i < n; i++) numbers[i] = p[i];
  return load(numbers);
#endif
}

INLINE void store_part(float *p, v16 v, size_t n) {
#if MGD_AVX512
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)v);
#elif MGD_AVX2
  i16 part = first_lanes(n);
  _mm256_maskstore_ps(p, (__m256i)part.lo, (__m256)v.lo);
  _mm256_maskstore_ps(p + 8, (__m256i)part.hi, (__m256)v.hi);
#else
  float numbers[16];
  store(numbers, v);
  for (size_t i = 0; i < n; i++) p[i] = numbers[i];
#endif
}

/// The first n < 16 numbers, `filler` in the other lanes.
INLINE v16 load_part_or(const float *p, size_t n, float filler) {
  return first_lanes(n) ? load_part(p, n) : all(filler);
}

/// Always the same tree: lanes 8 apart, then 4, 2, 1.
INLINE float lanes_sum(v16 v) {
  v += __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  v += __builtin_shufflevector(v, v, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7);
  v += __builtin_shufflevector(v, v, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3);
  return v[0] + v[1];
}

/// The larger of each pair; NaN when either is.
INLINE v16 larger(v16 x, v16 y) { return ((x > y) | (x != x)) ? x : y; }
INLINE v16 smaller(v16 x, v16 y) { return ((x < y) | (x != x)) ? x : y; }

INLINE float lanes_max(v16 v) {
  v = larger(v, __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15));
  v = larger(v, __builtin_shufflevector(v, v, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7));
  v = larger(v, __builtin_shufflevector(v, v, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3));
  v = larger(v, __builtin_shufflevector(v, v, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
  return v[0];
}
