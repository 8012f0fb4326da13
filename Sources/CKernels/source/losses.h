// Losses: the sum over rows or elements in Double, in their order, and the gradient of that sum.

/// What the loss of a row needs besides the logarithm of its sum of exponentials.
typedef struct row_of_logits {
  float sum;
  float shift;
  int correct;
} row_of_logits;

INLINE int is_first_largest(const float *a, size_t index, float peak) {
  if (a[index] != peak) return 0;
  for (size_t j = 0; j < index; j++)
    if (a[j] == peak) return 0;
  return 1;
}

/// peak - (1 - smoothing) a[class] - smoothing mean(a): the loss is this plus the logarithm of the sum.
INLINE float loss_shift(const float *a, size_t class, float peak, float smoothing, size_t columns) {
  float picked = peak - a[class];
  if (smoothing == 0.0f) return picked;
  float mean = sum_all(a, columns) / (float)columns;
  return picked * (1.0f - smoothing) + (peak - mean) * smoothing;
}

/// Adds the losses of up to sixteen rows: one logarithm for all.
INLINE void add_losses(mgd_loss *loss, const row_of_logits *rows, size_t count) {
  float sums[16], shifts[16];
  for (size_t r = 0; r < 16; r++) {
    sums[r] = r < count ? rows[r].sum : 1.0f;
    shifts[r] = r < count ? rows[r].shift : 0.0f;
  }
  v16 losses = vlog(load(sums)) + load(shifts);
  store(sums, losses);
  for (size_t r = 0; r < count; r++) {
    loss->sum += (double)sums[r];
    loss->correct += rows[r].correct;
  }
}

INLINE size_t rows_at(size_t start, size_t rows) { return rows - start < 16 ? rows - start : 16; }

static void cross_entropy_all(
    float *gradient, mgd_loss *loss, const float *logits, const int32_t *classes, float smoothing, size_t rows,
    size_t columns) {
  *loss = (mgd_loss){0, 0};
  for (size_t start = 0; start < rows; start += 16) {
    row_of_logits found[16];
    size_t count = rows_at(start, rows);
    for (size_t r = 0; r < count; r++) {
      const float *a = logits + (start + r) * columns;
      float *g = gradient + (start + r) * columns;
      size_t class = (size_t)classes[start + r];
      float peak = row_peak(a, columns);
      found[r].correct = is_first_largest(a, class, peak);
      found[r].shift = loss_shift(a, class, peak, smoothing, columns);
      found[r].sum = softmax_row(g, a, peak, columns);
      if (smoothing != 0.0f) sub_scalar_each(g, g, smoothing / (float)columns, columns);
      g[class] -= 1.0f - smoothing;
    }
    add_losses(loss, found, count);
  }
}

static void cross_entropy_loss_all(
    mgd_loss *loss, const float *logits, const int32_t *classes, float smoothing, size_t rows, size_t columns) {
  *loss = (mgd_loss){0, 0};
  for (size_t start = 0; start < rows; start += 16) {
    row_of_logits found[16];
    size_t count = rows_at(start, rows);
    for (size_t r = 0; r < count; r++) {
      const float *a = logits + (start + r) * columns;
      size_t class = (size_t)classes[start + r];
      float peak = row_peak(a, columns);
      found[r].correct = is_first_largest(a, class, peak);
      found[r].shift = loss_shift(a, class, peak, smoothing, columns);
      found[r].sum = exponentials_sum(a, peak, columns);
    }
    add_losses(loss, found, count);
  }
}

/// The smoothed target of probabilities t.
INLINE v16 smoothed(v16 t, float smoothing, float share) { return t * (1.0f - smoothing) + share; }

/// One row against probabilities: loss = sum(t) (peak + log(sum)) - sum(t a). Gives the loss.
static float probabilities_row(
    float *gradient, const float *a, const float *targets, float smoothing, size_t columns) {
  float peak = row_peak(a, columns);
  float share = smoothing / (float)columns;
  v16 weights = all(0), products = all(0);
  LOOP(columns, v16 t = smoothed(load(targets + i), smoothing, share); weights += t;
       products += t * (peak - load(a + i));
       , v16 t = first_lanes(rest) ? smoothed(load_part(targets + i, rest), smoothing, share) : all(0);
       weights += t; products += t * (peak - load_part(a + i, rest));)
  float weight = lanes_sum(weights), shift = lanes_sum(products);
  float sum = softmax_row(gradient, a, peak, columns);
  for (size_t j = 0; j < columns; j += 16) {
    size_t n = columns - j < 16 ? columns - j : 16;
    v16 y = n == 16 ? load(gradient + j) : load_part(gradient + j, n);
    v16 t = n == 16 ? load(targets + j) : load_part(targets + j, n);
    v16 g = y * weight - smoothed(t, smoothing, share);
    if (n == 16) store(gradient + j, g);
    else store_part(gradient + j, g, n);
  }
  return shift + weight * vlog(all(sum))[0];
}

static void cross_entropy_probabilities_all(
    float *gradient, mgd_loss *loss, const float *logits, const float *targets, float smoothing, size_t rows,
    size_t columns) {
  *loss = (mgd_loss){0, 0};
  for (size_t r = 0; r < rows; r++) {
    const float *a = logits + r * columns, *t = targets + r * columns;
    loss->correct += first_largest(a, columns) == first_largest(t, columns);
    loss->sum += (double)probabilities_row(gradient + r * columns, a, t, smoothing, columns);
  }
}

/// x from a, t from the target, d their difference.
#define VALUE_LOSS(NAME, PARAMETERS, VALUE, SLOPE)                                       \
  static void NAME PARAMETERS {                                                          \
    *loss = (mgd_loss){0, 0};                                                            \
    LOOP(n, v16 x = load(a + i); v16 t = load(target + i); v16 d = x - t; (void)d;       \
         store(gradient + i, SLOPE); loss->sum += (double)lanes_sum(VALUE);              \
         , v16 x = load_part(a + i, rest); v16 t = load_part(target + i, rest);          \
         v16 d = x - t; (void)d; store_part(gradient + i, SLOPE, rest);                  \
         loss->sum += (double)lanes_sum(first_lanes(rest) ? VALUE : all(0));)            \
  }

/// -1, 0 or 1, and NaN of NaN.
INLINE v16 sign_of(v16 d) { return (d > 0.0f) ? all(1) : ((d < 0.0f) ? all(-1) : d); }

INLINE v16 huber_value(v16 d, float delta) {
  v16 size = vabs(d);
  return (size > delta) ? (size - delta * 0.5f) * delta : d * d * 0.5f;
}

VALUE_LOSS(
    mse_all, (float *gradient, mgd_loss *loss, const float *a, const float *target, size_t n), d * d, d * 2.0f)
VALUE_LOSS(
    l1_all, (float *gradient, mgd_loss *loss, const float *a, const float *target, size_t n), vabs(d), sign_of(d))
VALUE_LOSS(
    huber_all, (float *gradient, mgd_loss *loss, const float *a, const float *target, float delta, size_t n),
    huber_value(d, delta), (vabs(d) > delta) ? sign_of(d) * delta : d)
// max(x, 0) - x t + log(1 + exp(-|x|)), which overflows nowhere.
VALUE_LOSS(
    bce_with_logits_all, (float *gradient, mgd_loss *loss, const float *a, const float *target, size_t n),
    (((x < 0.0f) ? all(0) : x) - x * t) + vlog1p(vexp(-vabs(x))), vsigmoid(x) - t)
