// Sums in sixteen fixed accumulators: lane j adds the elements j, j + 16, j + 32, ... of a block of 4,096, the lanes
// are added in a fixed tree, and the blocks in Double. So the bits are the same on every instruction set, and a
// long vector loses no more digits than a short one.

enum { BLOCK = 4096 };

#define SUM_OF(NAME, PARAMETERS, RESULT, WHOLE, PART)                    \
  static RESULT NAME PARAMETERS {                                        \
    double total = 0;                                                    \
    for (size_t start = 0; start < n; start += BLOCK) {                  \
      size_t end = n - start < BLOCK ? n : start + BLOCK;                \
      v16 lanes = all(0);                                                \
      size_t i = start;                                                  \
      for (; i + 16 <= end; i += 16) { WHOLE }                           \
      if (i < end) {                                                     \
        size_t rest = end - i;                                           \
        PART                                                             \
      }                                                                  \
      total += (double)lanes_sum(lanes);                                 \
    }                                                                    \
    return (RESULT)total;                                                \
  }

SUM_OF(sum_all, (const float *a, size_t n), float, lanes += load(a + i);, lanes += load_part(a + i, rest);)

SUM_OF(dot_all, (const float *a, const float *b, size_t n), float, lanes += load(a + i) * load(b + i);
       , lanes += load_part(a + i, rest) * load_part(b + i, rest);)

SUM_OF(sum_squares_scaled_all, (const float *a, float scale, size_t n), double, v16 x = load(a + i) * scale;
       lanes += x * x;, v16 x = load_part(a + i, rest) * scale; lanes += x * x;)

static float sum_squares_all(const float *a, size_t n) { return (float)sum_squares_scaled_all(a, 1.0f, n); }

static float max_all(const float *a, size_t n) {
  const float least = -__builtin_inff();
  v16 lanes = all(least);
  LOOP(n, lanes = larger(lanes, load(a + i));, lanes = larger(lanes, load_part_or(a + i, rest, least));)
  return lanes_max(lanes);
}

/// -1 where the number is infinite or NaN.
INLINE i16 not_finite(v16 x) { return (bits_of(x) & 0x7f800000) == (i16)(0x7f800000); }

static int all_finite_all(const float *a, size_t n) {
  i16 bad = (i16)(0);
  LOOP(n, bad |= not_finite(load(a + i));, bad |= not_finite(load_part(a + i, rest));)
  return __builtin_reduce_or(bad) == 0;
}

static void sum_rows_all(float *out, const float *a, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) out[r] = sum_all(a + r * columns, columns);
}

static void max_rows_all(float *out, const float *a, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) out[r] = max_all(a + r * columns, columns);
}

static int32_t first_largest(const float *a, size_t columns) {
  float largest = max_all(a, columns);
  for (size_t j = 0; j < columns; j++)
    if (a[j] == largest || a[j] != a[j]) return (int32_t)j;
  return 0;
}

static void argmax_rows_all(int32_t *out, const float *a, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) out[r] = first_largest(a + r * columns, columns);
}
