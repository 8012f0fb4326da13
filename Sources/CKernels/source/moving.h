// Moving and converting.

/// In tiles of 16 x 16, so that both sides stay in the first cache.
static void transpose_all(float *out, const float *a, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r += 16)
    for (size_t c = 0; c < columns; c += 16) {
      size_t r_end = rows - r < 16 ? rows : r + 16, c_end = columns - c < 16 ? columns : c + 16;
      for (size_t j = c; j < c_end; j++)
        for (size_t i = r; i < r_end; i++) out[j * rows + i] = a[i * columns + j];
    }
}

static void gather_rows_all(float *out, const float *a, const ptrdiff_t *indices, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) copy_each(out + r * columns, a + (size_t)indices[r] * columns, columns);
}

static void convert_bytes_all(float *out, const uint8_t *a, float scale, float shift, size_t n) {
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    b16 bytes;
    __builtin_memcpy(&bytes, a + i, sizeof bytes);
    store(out + i, __builtin_convertvector(bytes, v16) * scale + shift);
  }
  for (; i < n; i++) out[i] = (float)a[i] * scale + shift;
}

/// Asks for every cache line of a row. Rows of a shuffled batch lie anywhere in memory, where no hardware foresees them.
INLINE void ask_for(const void *row, size_t bytes) {
  for (size_t line = 0; line < bytes; line += 64) __builtin_prefetch((const char *)row + line);
}

static void gather_bytes_all(
    float *out, const uint8_t *a, const ptrdiff_t *indices, float scale, float shift, size_t rows, size_t columns) {
  enum { AHEAD = 8 };
  for (size_t r = 0; r < rows && r < AHEAD; r++) ask_for(a + (size_t)indices[r] * columns, columns);
  for (size_t r = 0; r < rows; r++) {
    if (r + AHEAD < rows) ask_for(a + (size_t)indices[r + AHEAD] * columns, columns);
    convert_bytes_all(out + r * columns, a + (size_t)indices[r] * columns, scale, shift, columns);
  }
}

static void dropout_mask_all(float *mask, const uint32_t *bits, uint32_t threshold, float scale, size_t n) {
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    u16 drawn;
    __builtin_memcpy(&drawn, bits + i, sizeof drawn);
    store(mask + i, (i16)(drawn < (u16)(threshold)) ? all(0) : all(scale));
  }
  for (; i < n; i++) mask[i] = bits[i] < threshold ? 0 : scale;
}
