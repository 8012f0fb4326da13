// Element by element. Each macro writes the loop over whole vectors and the part at the end around one expression.

#define LOOP(N, WHOLE, PART)                     \
  size_t i = 0;                                  \
  for (; i + 16 <= (N); i += 16) { WHOLE }       \
  if (i < (N)) {                                 \
    size_t rest = (N) - i;                       \
    PART                                         \
  }

/// x from a.
#define MAP(NAME, EXPRESSION)                                                                       \
  static void NAME(float *out, const float *a, size_t n) {                                          \
    LOOP(n, v16 x = load(a + i); store(out + i, EXPRESSION);                                        \
         , v16 x = load_part(a + i, rest); store_part(out + i, EXPRESSION, rest);)                  \
  }

/// x from a, and the number s.
#define MAP_SCALAR(NAME, EXPRESSION)                                                                \
  static void NAME(float *out, const float *a, float s, size_t n) {                                 \
    LOOP(n, v16 x = load(a + i); store(out + i, EXPRESSION);                                        \
         , v16 x = load_part(a + i, rest); store_part(out + i, EXPRESSION, rest);)                  \
  }

/// x from a, y from b.
#define MAP_PAIR(NAME, EXPRESSION)                                                                  \
  static void NAME(float *out, const float *a, const float *b, size_t n) {                          \
    LOOP(n, v16 x = load(a + i); v16 y = load(b + i); store(out + i, EXPRESSION);                   \
         , v16 x = load_part(a + i, rest); v16 y = load_part(b + i, rest);                          \
         store_part(out + i, EXPRESSION, rest);)                                                    \
  }

MAP_PAIR(add_each, x + y)
MAP_PAIR(sub_each, x - y)
MAP_PAIR(mul_each, x * y)
MAP_PAIR(div_each, x / y)
MAP_PAIR(maximum_each, larger(x, y))
MAP_PAIR(minimum_each, smaller(x, y))

MAP_SCALAR(add_scalar_each, x + s)
MAP_SCALAR(sub_scalar_each, x - s)
MAP_SCALAR(mul_scalar_each, x * s)
MAP_SCALAR(div_scalar_each, x / s)
MAP_SCALAR(scalar_sub_each, s - x)
MAP_SCALAR(scalar_div_each, s / x)

MAP(negate_each, -x)
MAP(copy_each, x)
MAP(exp_each, vexp(x))
MAP(log_each, vlog(x))
MAP(sqrt_each, __builtin_elementwise_sqrt(x))
MAP(abs_each, vabs(x))
MAP(tanh_each, vtanh(x))
MAP(erf_each, verf(x))
MAP(sigmoid_each, vsigmoid(x))
MAP(relu_each, (x < 0.0f) ? all(0) : x)
MAP_SCALAR(leaky_relu_each, (x < 0.0f) ? x * s : x)
MAP(gelu_each, x * vnormal_share(x))

// The gradient is x, the saved output or input y.
MAP_PAIR(sqrt_backward_each, x * (0.5f / y))
MAP_PAIR(abs_backward_each, (y == 0.0f) ? y * x : ((y < 0.0f) ? -x : x))
MAP_PAIR(tanh_backward_each, x * (1.0f - y * y))
MAP_PAIR(erf_backward_each, x * (vexp(-(y * y)) * 1.12837917f))
MAP_PAIR(sigmoid_backward_each, x * ((1.0f - y) * y))
MAP_PAIR(relu_backward_each, (y <= 0.0f) ? all(0) : x)
MAP_PAIR(gelu_backward_each, x * vgelu_slope(y))

static void leaky_relu_backward_each(float *out, const float *gradient, const float *input, float slope, size_t n) {
  LOOP(n, v16 g = load(gradient + i); store(out + i, (load(input + i) <= 0.0f) ? g * slope : g);
       , v16 g = load_part(gradient + i, rest);
       store_part(out + i, (load_part(input + i, rest) <= 0.0f) ? g * slope : g, rest);)
}

INLINE v16 larger_share(v16 g, v16 a, v16 b) {
  return (a == b) ? g * 0.5f : ((a < b) ? all(0) : g);
}

static void maximum_backward_each(float *out, const float *gradient, const float *a, const float *b, size_t n) {
  LOOP(n, store(out + i, larger_share(load(gradient + i), load(a + i), load(b + i)));
       , v16 share = larger_share(load_part(gradient + i, rest), load_part(a + i, rest), load_part(b + i, rest));
       store_part(out + i, share, rest);)
}

static void accumulate_each(float *out, const float *a, size_t n) { add_each(out, out, a, n); }

static void axpy_each(float *out, const float *a, float s, size_t n) {
  LOOP(n, store(out + i, load(out + i) + load(a + i) * s);
       , store_part(out + i, load_part(out + i, rest) + load_part(a + i, rest) * s, rest);)
}

static void multiply_accumulate_each(float *out, const float *a, const float *b, size_t n) {
  LOOP(n, store(out + i, load(out + i) + load(a + i) * load(b + i));
       , store_part(out + i, load_part(out + i, rest) + load_part(a + i, rest) * load_part(b + i, rest), rest);)
}

static void fill_each(float *out, float s, size_t n) {
  LOOP(n, store(out + i, all(s));, store_part(out + i, all(s), rest);)
}

/// x^e for a whole e from 1 on, by squaring.
INLINE v16 whole_power(v16 x, unsigned e) {
  v16 result = (e & 1) ? x : all(1);
  while (e >>= 1) {
    x = x * x;
    if (e & 1) result = result * x;
  }
  return result;
}

INLINE v16 vpower(v16 x, float exponent, int whole, int odd) {
  v16 r = vexp(vlog(vabs(x)) * exponent);
  v16 negative = whole ? (odd ? -r : r) : all(__builtin_nanf(""));
  return (x < 0.0f) ? negative : r;
}

MAP_SCALAR(whole_power_each, whole_power(x, (unsigned)s))
MAP_SCALAR(whole_root_each, 1.0f / whole_power(x, (unsigned)s))

static void real_power_each(float *out, const float *a, float exponent, size_t n) {
  float magnitude = exponent < 0 ? -exponent : exponent;
  // Every Float from 2^24 on is an even number.
  int whole = magnitude >= 16777216.0f || (float)(int32_t)magnitude == magnitude;
  int odd = whole && magnitude < 16777216.0f && ((int32_t)magnitude & 1);
  LOOP(n, store(out + i, vpower(load(a + i), exponent, whole, odd));
       , store_part(out + i, vpower(load_part(a + i, rest), exponent, whole, odd), rest);)
}

static void power_each(float *out, const float *a, float exponent, size_t n) {
  int small = exponent >= -64.0f && exponent <= 64.0f && (float)(int32_t)exponent == exponent;
  if (exponent == 0.0f) fill_each(out, 1.0f, n);
  else if (small && exponent > 0.0f) whole_power_each(out, a, exponent, n);
  else if (small) whole_root_each(out, a, -exponent, n);
  else if (exponent == 0.5f) sqrt_each(out, a, n);
  else real_power_each(out, a, exponent, n);
}
