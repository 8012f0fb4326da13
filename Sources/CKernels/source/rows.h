// Row by row: the ends of linear layers, and softmax.

static void bias_relu_all(float *out, const float *bias, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++, out += columns) {
    LOOP(columns, v16 x = load(out + i) + load(bias + i); store(out + i, (x < 0.0f) ? all(0) : x);
         , v16 x = load_part(out + i, rest) + load_part(bias + i, rest);
         store_part(out + i, (x < 0.0f) ? all(0) : x, rest);)
  }
}

static void bias_leaky_relu_all(float *out, const float *bias, float slope, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++, out += columns) {
    add_each(out, out, bias, columns);
    leaky_relu_each(out, out, slope, columns);
  }
}

static void bias_sigmoid_all(float *out, const float *bias, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++, out += columns) {
    add_each(out, out, bias, columns);
    sigmoid_each(out, out, columns);
  }
}

static void bias_tanh_all(float *out, const float *bias, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++, out += columns) {
    add_each(out, out, bias, columns);
    tanh_each(out, out, columns);
  }
}

/// The largest of a row for softmax, where a NaN may be passed over: its exponential is NaN anyway.
INLINE float row_peak(const float *a, size_t columns) {
  const float least = -__builtin_inff();
  v16 m = all(least);
  LOOP(columns, v16 x = load(a + i); m = (x > m) ? x : m;
       , v16 x = load_part_or(a + i, rest, least); m = (x > m) ? x : m;)
  v16 y = __builtin_shufflevector(m, m, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  m = (y > m) ? y : m;
  y = __builtin_shufflevector(m, m, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7);
  m = (y > m) ? y : m;
  y = __builtin_shufflevector(m, m, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3);
  m = (y > m) ? y : m;
  return m[1] > m[0] ? m[1] : m[0];
}

/// out = exp(a - peak); gives the sum.
INLINE float exponentials(float *out, const float *a, float peak, size_t columns) {
  v16 lanes = all(0);
  LOOP(columns, v16 e = vexp(load(a + i) - peak); store(out + i, e); lanes += e;
       , v16 e = vexp(load_part(a + i, rest) - peak); store_part(out + i, e, rest);
       lanes += first_lanes(rest) ? e : all(0);)
  return lanes_sum(lanes);
}

/// The sum of exp(a - peak) alone.
INLINE float exponentials_sum(const float *a, float peak, size_t columns) {
  v16 lanes = all(0);
  LOOP(columns, lanes += vexp(load(a + i) - peak);
       , v16 e = vexp(load_part(a + i, rest) - peak); lanes += first_lanes(rest) ? e : all(0);)
  return lanes_sum(lanes);
}

/// Gives the sum of exp(a - peak).
static float softmax_row(float *out, const float *a, float peak, size_t columns) {
  float sum = exponentials(out, a, peak, columns);
  mul_scalar_each(out, out, 1.0f / sum, columns);
  return sum;
}

static void softmax_all(float *out, const float *a, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    const float *row = a + r * columns;
    softmax_row(out + r * columns, row, row_peak(row, columns), columns);
  }
}

/// out = output * (gradient - sum(gradient * output)).
static void softmax_backward_all(
    float *out, const float *gradient, const float *output, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    const float *g = gradient + r * columns, *y = output + r * columns;
    float *o = out + r * columns;
    float projection = dot_all(g, y, columns);
    LOOP(columns, store(o + i, load(y + i) * (load(g + i) - projection));
         , store_part(o + i, load_part(y + i, rest) * (load_part(g + i, rest) - projection), rest);)
  }
}

static void log_softmax_all(float *out, const float *a, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    const float *row = a + r * columns;
    float *o = out + r * columns;
    float peak = row_peak(row, columns);
    float log_sum = vlog(all(exponentials_sum(row, peak, columns)))[0];
    LOOP(columns, store(o + i, (load(row + i) - peak) - log_sum);
         , store_part(o + i, (load_part(row + i, rest) - peak) - log_sum, rest);)
  }
}

/// out = gradient - exp(output) * sum(gradient).
static void log_softmax_backward_all(
    float *out, const float *gradient, const float *output, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    const float *g = gradient + r * columns, *y = output + r * columns;
    float *o = out + r * columns;
    float sum = sum_all(g, columns);
    LOOP(columns, store(o + i, load(g + i) - vexp(load(y + i)) * sum);
         , store_part(o + i, load_part(g + i, rest) - vexp(load_part(y + i, rest)) * sum, rest);)
  }
}
