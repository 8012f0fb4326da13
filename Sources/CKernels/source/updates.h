// Optimizers' passes over a range: PyTorch's definitions (torch.optim), one read and one write of each vector.
// g is the gradient after the scale, the clip coefficient and the decay.

/// Loads and stores a whole vector when n is 16, else a part; n is a constant in the loops over whole vectors.
INLINE v16 take(const float *p, size_t n) { return n == 16 ? load(p) : load_part(p, n); }
INLINE void put(float *p, v16 v, size_t n) {
  if (n == 16) store(p, v);
  else store_part(p, v, n);
}

INLINE v16 gradient_at(const float *gradient, v16 w, const mgd_update *u, int decayed, size_t n) {
  v16 g = take(gradient, n) * u->scale * u->clip;
  return decayed ? g + w * u->weight_decay : g;
}

#define UPDATE_LOOP(STEP)                                   \
  do {                                                      \
    size_t i = 0;                                           \
    for (; i + 16 <= n; i += 16) STEP(16);                  \
    if (i < n) STEP(n - i);                                 \
  } while (0)

static void sgd_all(float *weights, const float *gradient, const mgd_update *update, size_t n) {
  const mgd_update u = *update;
  int decayed = u.weight_decay != 0.0f;
#define STEP(N)                                                         \
  do {                                                                  \
    v16 w = take(weights + i, N);                                       \
    v16 g = gradient_at(gradient + i, w, &u, decayed, N);               \
    put(weights + i, w - g * u.learning_rate, N);                       \
  } while (0)
  UPDATE_LOOP(STEP);
#undef STEP
}

INLINE void sgd_momentum_step(
    float *weights, float *buffer, const float *gradient, const mgd_update *u, int decayed, int nesterov, size_t n) {
  v16 w = take(weights, n);
  v16 g = gradient_at(gradient, w, u, decayed, n);
  v16 b = take(buffer, n) * u->momentum + g * u->intake;
  put(buffer, b, n);
  put(weights, w - (nesterov ? g + b * u->momentum : b) * u->learning_rate, n);
}

static void sgd_momentum_all(
    float *weights, float *buffer, const float *gradient, const mgd_update *update, size_t n) {
  const mgd_update u = *update;
  int decayed = u.weight_decay != 0.0f;
#define STEP(N) sgd_momentum_step(weights + i, buffer + i, gradient + i, &u, decayed, 0, N)
#define NESTEROV_STEP(N) sgd_momentum_step(weights + i, buffer + i, gradient + i, &u, decayed, 1, N)
  if (u.nesterov) UPDATE_LOOP(NESTEROV_STEP);
  else UPDATE_LOOP(STEP);
#undef STEP
#undef NESTEROV_STEP
}

static void adagrad_all(float *weights, float *sum, const float *gradient, const mgd_update *update, size_t n) {
  const mgd_update u = *update;
  int decayed = u.weight_decay != 0.0f;
#define STEP(N)                                                                                 \
  do {                                                                                          \
    v16 w = take(weights + i, N);                                                               \
    v16 g = gradient_at(gradient + i, w, &u, decayed, N);                                       \
    v16 s = take(sum + i, N) + g * g;                                                           \
    put(sum + i, s, N);                                                                         \
    put(weights + i, w - g / (__builtin_elementwise_sqrt(s) + u.epsilon) * u.step_size, N);     \
  } while (0)
  UPDATE_LOOP(STEP);
#undef STEP
}

INLINE void rmsprop_step(
    float *weights, float *const *state, const float *gradient, size_t i, const mgd_update *u, int momentum,
    int centered, size_t n) {
  v16 w = take(weights + i, n);
  v16 g = gradient_at(gradient + i, w, u, u->weight_decay != 0.0f, n);
  v16 square = take(state[0] + i, n) * u->beta2 + g * g * u->one_minus_beta2;
  put(state[0] + i, square, n);
  if (centered) {
    v16 mean = take(state[2] + i, n);
    mean = mean + (g - mean) * u->one_minus_beta2;
    put(state[2] + i, mean, n);
    square = square - mean * mean;
  }
  v16 direction = g / (__builtin_elementwise_sqrt(square) + u->epsilon);
  if (momentum) {
    direction = take(state[1] + i, n) * u->momentum + direction;
    put(state[1] + i, direction, n);
  }
  put(weights + i, w - direction * u->learning_rate, n);
}

static void rmsprop_all(
    float *weights, float *const *state, const float *gradient, const mgd_update *update, size_t n) {
  const mgd_update u = *update;
  int momentum = u.momentum != 0.0f, centered = u.centered;
#define STEP(N) rmsprop_step(weights, state, gradient, i, &u, momentum, centered, N)
  UPDATE_LOOP(STEP);
#undef STEP
}

INLINE void adam_step(
    float *weights, float *const *state, const float *gradient, size_t i, const mgd_update *u, int decayed,
    int amsgrad, size_t n) {
  v16 w = take(weights + i, n);
  v16 g = gradient_at(gradient + i, w, u, decayed, n);
  if (u->decoupled) w = w * u->weight_keep;
  v16 mean = take(state[0] + i, n);
  mean = mean + (g - mean) * u->one_minus_beta1;
  v16 square = take(state[1] + i, n) * u->beta2 + g * g * u->one_minus_beta2;
  put(state[0] + i, mean, n);
  put(state[1] + i, square, n);
  if (amsgrad) {
    square = larger(take(state[2] + i, n), square);
    put(state[2] + i, square, n);
  }
  v16 root = __builtin_elementwise_sqrt(square) * u->second_moment_correction + u->epsilon;
  put(weights + i, w - mean / root * u->step_size, n);
}

static void adam_all(
    float *weights, float *const *state, const float *gradient, const mgd_update *update, size_t n) {
  const mgd_update u = *update;
  int decayed = u.weight_decay != 0.0f && !u.decoupled;
#define STEP(N) adam_step(weights, state, gradient, i, &u, decayed, 0, N)
#define AMSGRAD_STEP(N) adam_step(weights, state, gradient, i, &u, decayed, 1, N)
  if (u.amsgrad) UPDATE_LOOP(AMSGRAD_STEP);
  else UPDATE_LOOP(STEP);
#undef STEP
#undef AMSGRAD_STEP
}
