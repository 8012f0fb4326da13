// Sums down the columns, alone or on the way back through a fused activation. The rows are added in their order, and
// four vectors of columns at a time, so that four chains of additions are under way.

/// The old value is read only when beta asks for it: it may be NaN in fresh memory.
INLINE v16 with_beta(v16 sums, v16 old, float beta) { return sums + old * beta; }

INLINE void store_sums(float *out, v16 sums, float beta) {
  store(out, beta == 0.0f ? sums : with_beta(sums, load(out), beta));
}

INLINE void store_sums_part(float *out, v16 sums, float beta, size_t rest) {
  store_part(out, beta == 0.0f ? sums : with_beta(sums, load_part(out, rest), beta), rest);
}

/// STEP(p, k) and STEP_PART(p, n) give the vector at offset p of the matrix, and may store on their way.
#define DOWN_THE_COLUMNS(SUMS, STEP, STEP_PART)                                  \
  size_t j = 0;                                                                  \
  for (; j + 64 <= columns; j += 64) {                                           \
    v16 s0 = all(0), s1 = all(0), s2 = all(0), s3 = all(0);                      \
    for (size_t r = 0; r < rows; r++) {                                          \
      size_t at = r * columns + j;                                               \
      s0 += STEP(at);                                                            \
      s1 += STEP(at + 16);                                                       \
      s2 += STEP(at + 32);                                                       \
      s3 += STEP(at + 48);                                                       \
    }                                                                            \
    store_sums(SUMS + j, s0, beta);                                              \
    store_sums(SUMS + j + 16, s1, beta);                                         \
    store_sums(SUMS + j + 32, s2, beta);                                         \
    store_sums(SUMS + j + 48, s3, beta);                                         \
  }                                                                              \
  for (; j + 16 <= columns; j += 16) {                                           \
    v16 sums = all(0);                                                           \
    for (size_t r = 0; r < rows; r++) sums += STEP(r * columns + j);             \
    store_sums(SUMS + j, sums, beta);                                            \
  }                                                                              \
  if (j < columns) {                                                             \
    size_t rest = columns - j;                                                   \
    v16 sums = all(0);                                                           \
    for (size_t r = 0; r < rows; r++) sums += STEP_PART(r * columns + j, rest);  \
    store_sums_part(SUMS + j, sums, beta, rest);                                 \
  }

static void sum_columns_all(float *out, const float *a, float beta, size_t rows, size_t columns) {
#define STEP(AT) load(a + (AT))
#define STEP_PART(AT, REST) load_part(a + (AT), REST)
  DOWN_THE_COLUMNS(out, STEP, STEP_PART)
#undef STEP
#undef STEP_PART
}

/// Multiplies the gradient x by the slope that output y tells, in place.
#define BACKWARD_STEPS(NAME, EXPRESSION)                                                                \
  INLINE v16 NAME(float *gradient, const float *output, float slope) {                                  \
    v16 x = load(gradient), y = load(output);                                                           \
    v16 g = EXPRESSION;                                                                                 \
    store(gradient, g);                                                                                 \
    (void)slope;                                                                                        \
    return g;                                                                                           \
  }                                                                                                     \
  INLINE v16 NAME##_part(float *gradient, const float *output, float slope, size_t n) {                 \
    v16 x = load_part(gradient, n), y = load_part(output, n);                                           \
    v16 g = EXPRESSION;                                                                                 \
    store_part(gradient, g, n);                                                                         \
    (void)slope;                                                                                        \
    return first_lanes(n) ? g : all(0);                                                                 \
  }

BACKWARD_STEPS(relu_step, (y <= 0.0f) ? all(0) : x)
BACKWARD_STEPS(leaky_relu_step, (y <= 0.0f) ? x * slope : x)
BACKWARD_STEPS(sigmoid_step, x * ((1.0f - y) * y))
BACKWARD_STEPS(tanh_step, x * (1.0f - y * y))

static void relu_backward_bias_all(
    float *gradient, const float *output, float *bias_gradient, float beta, size_t rows, size_t columns) {
#define STEP(AT) relu_step(gradient + (AT), output + (AT), 0)
#define STEP_PART(AT, REST) relu_step_part(gradient + (AT), output + (AT), 0, REST)
  DOWN_THE_COLUMNS(bias_gradient, STEP, STEP_PART)
#undef STEP
#undef STEP_PART
}

static void leaky_relu_backward_bias_all(
    float *gradient, const float *output, float *bias_gradient, float beta, float slope, size_t rows,
    size_t columns) {
#define STEP(AT) leaky_relu_step(gradient + (AT), output + (AT), slope)
#define STEP_PART(AT, REST) leaky_relu_step_part(gradient + (AT), output + (AT), slope, REST)
  DOWN_THE_COLUMNS(bias_gradient, STEP, STEP_PART)
#undef STEP
#undef STEP_PART
}

static void sigmoid_backward_bias_all(
    float *gradient, const float *output, float *bias_gradient, float beta, size_t rows, size_t columns) {
#define STEP(AT) sigmoid_step(gradient + (AT), output + (AT), 0)
#define STEP_PART(AT, REST) sigmoid_step_part(gradient + (AT), output + (AT), 0, REST)
  DOWN_THE_COLUMNS(bias_gradient, STEP, STEP_PART)
#undef STEP
#undef STEP_PART
}

static void tanh_backward_bias_all(
    float *gradient, const float *output, float *bias_gradient, float beta, size_t rows, size_t columns) {
#define STEP(AT) tanh_step(gradient + (AT), output + (AT), 0)
#define STEP_PART(AT, REST) tanh_step_part(gradient + (AT), output + (AT), 0, REST)
  DOWN_THE_COLUMNS(bias_gradient, STEP, STEP_PART)
#undef STEP
#undef STEP_PART
}
