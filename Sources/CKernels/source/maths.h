// exp, log, tanh and erf as polynomials of our own (fitted by Tests/KernelsTests/References/fit_polynomials.py), without fused
// multiply-add: libraries differ between hosts, these do not. The tests state the largest errors.

INLINE v16 vexp(v16 x) {
  // Beyond these the result is infinite or 0. Written so that NaN stays.
  x = (x > 89.0f) ? all(89.0f) : x;
  x = (x < -104.0f) ? all(-104.0f) : x;
  // Adding 1.5 * 2^23 rounds to a whole number, which then stands in the low bits.
  const v16 magic = all(12582912.0f);
  v16 shifted = x * 1.44269504f + magic;
  i16 n = bits_of(shifted) - bits_of(magic);
  v16 k = shifted - magic;
  v16 r = (x - k * 0.693359375f) - k * -2.12194440e-4f;
  v16 p = all(0.00019790341320913285f);
  p = p * r + 0.001394465914927423f;
  p = p * r + 0.008333496749401093f;
  p = p * r + 0.04166629537940025f;
  p = p * r + 0.1666666567325592f;
  p = p * r + 0.5f;
  p = (p * (r * r) + r) + 1.0f;
  // 2^n in two factors, so that both are normal numbers.
  i16 half = n >> 1;
  i16 rest = n - half;
  return p * from_bits((i16)((u16)(half + 127) << 23)) * from_bits((i16)((u16)(rest + 127) << 23));
}

INLINE v16 vlog(v16 x) {
  i16 tiny = x < 1.17549435e-38f;
  v16 y = tiny ? x * 8388608.0f : x;
  i16 bits = bits_of(y);
  // The exponent that leaves a mantissa from sqrt(1/2) to sqrt(2).
  i16 e = (bits - 0x3f3504f3) >> 23;
  v16 f = from_bits(bits - (i16)((u16)e << 23)) - 1.0f;
  v16 k = from_int(tiny ? e - 23 : e);
  v16 s = f * f;
  v16 p = all(0.0674663856625557f);
  p = p * f - 0.11675651371479034f;
  p = p * f + 0.11888162791728973f;
  p = p * f - 0.1240558922290802f;
  p = p * f + 0.14219552278518677f;
  p = p * f - 0.1666799634695053f;
  p = p * f + 0.2000211924314499f;
  p = p * f - 0.25000008940696716f;
  p = p * f + 0.3333331346511841f;
  v16 r = p * f * s + k * -2.12194440e-4f;
  r = (f + (r - s * 0.5f)) + k * 0.693359375f;
  const v16 infinity = all(__builtin_inff());
  r = (x == infinity) ? x : r;
  r = (x == 0.0f) ? -infinity : r;
  r = (x < 0.0f) ? all(__builtin_nanf("")) : r;
  return (x != x) ? x : r;
}

INLINE v16 vabs(v16 x) { return from_bits(bits_of(x) & 0x7fffffff); }

/// |x| with the sign of `sign`.
INLINE v16 with_sign(v16 x, v16 sign) {
  return from_bits((bits_of(x) & 0x7fffffff) | (bits_of(sign) & (int32_t)0x80000000));
}

INLINE v16 vtanh(v16 x) {
  v16 t = vabs(x);
  v16 s = t * t;
  v16 p = all(-0.005702611058950424f);
  p = p * s + 0.020637044683098793f;
  p = p * s - 0.053739115595817566f;
  p = p * s + 0.1333143562078476f;
  p = p * s - 0.3333328068256378f;
  v16 near = p * s * t + t;
  v16 far = 1.0f - 2.0f / (vexp(t + t) + 1.0f);
  return with_sign((t > 0.625f) ? far : near, x);
}

INLINE v16 verf(v16 x) {
  v16 t = vabs(x);
  v16 s = t * t;
  v16 p = all(8.31677534733899e-05f);
  p = p * s - 0.0008130012429319322f;
  p = p * s + 0.005199906881898642f;
  p = p * s - 0.026858940720558167f;
  p = p * s + 0.11283687502145767f;
  p = p * s - 0.37612631916999817f;
  p = p * s + 0.12837916612625122f;
  v16 near = p * t + t;
  // 1 - exp(-t - t q(t)); from 4 on it is 1 in Float.
  v16 far_t = (t > 4.0f) ? all(4.0f) : t;
  v16 q = all(-1.1522275599418208e-05f);
  q = q * far_t + 0.00032565256697125733f;
  q = q * far_t - 0.003653763560578227f;
  q = q * far_t + 0.023785345256328583f;
  q = q * far_t - 0.10626314580440521f;
  q = q * far_t - 0.6351358890533447f;
  q = q * far_t - 0.1286521553993225f;
  v16 far = 1.0f - vexp(q * far_t - far_t);
  return with_sign((t > 0.925f) ? far : near, x);
}

INLINE v16 vsigmoid(v16 x) { return 1.0f / (vexp(-x) + 1.0f); }

/// log(1 + x) for x >= 0, keeping the digits that 1 + x rounds away.
INLINE v16 vlog1p(v16 x) {
  v16 u = x + 1.0f;
  v16 r = vlog(u) * (x / (u - 1.0f));
  return (u == 1.0f) ? x : r;
}

/// The normal distribution's share below x.
INLINE v16 vnormal_share(v16 x) { return (verf(x * 0.70710678f) + 1.0f) * 0.5f; }

INLINE v16 vgelu_slope(v16 x) { return vnormal_share(x) + x * (vexp(x * x * -0.5f) * 0.39894228f); }
