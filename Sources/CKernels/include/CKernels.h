// The loops that everything else stands on, as tables of functions: one source (source/*.h), compiled once for each
// instruction set. Every table gives the same bits: contraction is off, sums run in sixteen fixed accumulators,
// and exp, log, tanh and erf are polynomials of our own.
//
// Conventions: output first, sizes last; matrices are row-major (rows, columns); no function allocates; an output
// may be the very same pointer as an input of the same shape, and must not overlap one otherwise. NaN passes through.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// What a loss over rows gives besides its gradient.
typedef struct mgd_loss {
  /// Sum over the rows (or elements), added in their order.
  double sum;
  /// Rows whose first largest logit is the class asked for. Losses over values leave it 0.
  ptrdiff_t correct;
} mgd_loss;

/// What an optimizer's pass over a range needs; the names are PyTorch's. A function reads only what concerns it.
typedef struct mgd_update {
  /// Multiplies each gradient first and rounds, so that (sum, scale) gives the bits of (sum * scale, 1).
  float scale;
  /// The clip coefficient, multiplies the scaled gradient.
  float clip;
  float learning_rate;
  float weight_decay;
  /// SGD and RMSProp. 0 when there is none.
  float momentum;
  /// SGD: what the new gradient is multiplied by on its way into the buffer (1 - dampening; 1 in the first step).
  float intake;
  /// Adam: beta1, beta2. RMSProp: beta2 is alpha. The complements are rounded from Double: 1 - 0.999 in Float is off
  /// by 5e-5.
  float beta1, beta2, one_minus_beta1, one_minus_beta2;
  float epsilon;
  /// Adam: learning rate / (1 - beta1^t). AdaGrad: learning rate / (1 + (t - 1) lr_decay).
  float step_size;
  /// Adam: 1 / sqrt(1 - beta2^t).
  float second_moment_correction;
  /// SGD: look ahead along the buffer.
  int nesterov;
  /// RMSProp: subtract the square of the mean gradient. Reads and writes state[2].
  int centered;
  /// Adam: divide by the largest second moment so far. Reads and writes state[2].
  int amsgrad;
  /// AdamW: multiply the weights by weight_keep = 1 - learning_rate * weight_decay, instead of decaying the gradient.
  int decoupled;
  float weight_keep;
} mgd_update;

typedef struct mgd_kernels {
  const char *name;

  // Arithmetic. out (n), a (n), b (n).
  void (*add)(float *out, const float *a, const float *b, size_t n);
  void (*sub)(float *out, const float *a, const float *b, size_t n);
  void (*mul)(float *out, const float *a, const float *b, size_t n);
  void (*div)(float *out, const float *a, const float *b, size_t n);
  void (*maximum)(float *out, const float *a, const float *b, size_t n);
  void (*minimum)(float *out, const float *a, const float *b, size_t n);

  // With one number: a + s, a - s, a * s, a / s, s - a, s / a, max(a, s), min(a, s).
  void (*add_scalar)(float *out, const float *a, float s, size_t n);
  void (*sub_scalar)(float *out, const float *a, float s, size_t n);
  void (*mul_scalar)(float *out, const float *a, float s, size_t n);
  void (*div_scalar)(float *out, const float *a, float s, size_t n);
  void (*scalar_sub)(float *out, const float *a, float s, size_t n);
  void (*scalar_div)(float *out, const float *a, float s, size_t n);

  // With one row, broadcast over the rows. out (rows, columns), a (rows, columns), row (columns).
  void (*add_row)(float *out, const float *a, const float *row, size_t rows, size_t columns);
  void (*sub_row)(float *out, const float *a, const float *row, size_t rows, size_t columns);
  void (*mul_row)(float *out, const float *a, const float *row, size_t rows, size_t columns);
  void (*div_row)(float *out, const float *a, const float *row, size_t rows, size_t columns);
  void (*row_sub)(float *out, const float *a, const float *row, size_t rows, size_t columns);
  void (*row_div)(float *out, const float *a, const float *row, size_t rows, size_t columns);

  // With one column, broadcast over the columns. out (rows, columns), a (rows, columns), column (rows).
  void (*add_column)(float *out, const float *a, const float *column, size_t rows, size_t columns);
  void (*sub_column)(float *out, const float *a, const float *column, size_t rows, size_t columns);
  void (*mul_column)(float *out, const float *a, const float *column, size_t rows, size_t columns);
  void (*div_column)(float *out, const float *a, const float *column, size_t rows, size_t columns);
  void (*column_sub)(float *out, const float *a, const float *column, size_t rows, size_t columns);
  void (*column_div)(float *out, const float *a, const float *column, size_t rows, size_t columns);

  // Accumulating: out += a, out += s * a, out += a * b; out = s everywhere; out = a.
  void (*accumulate)(float *out, const float *a, size_t n);
  void (*axpy)(float *out, const float *a, float s, size_t n);
  void (*multiply_accumulate)(float *out, const float *a, const float *b, size_t n);
  void (*fill)(float *out, float s, size_t n);
  void (*copy)(float *out, const float *a, size_t n);

  // Functions of one argument. Largest errors over their whole range, in units in the last place: exp 0.95, log 0.78,
  // tanh 1.31, erf 1.19, sigmoid 2.43.
  void (*negate)(float *out, const float *a, size_t n);
  void (*exp)(float *out, const float *a, size_t n);
  void (*log)(float *out, const float *a, size_t n);
  void (*sqrt)(float *out, const float *a, size_t n);
  void (*abs)(float *out, const float *a, size_t n);
  void (*tanh)(float *out, const float *a, size_t n);
  void (*erf)(float *out, const float *a, size_t n);
  void (*sigmoid)(float *out, const float *a, size_t n);
  void (*relu)(float *out, const float *a, size_t n);
  void (*leaky_relu)(float *out, const float *a, float slope, size_t n);
  /// The exact form, x (1 + erf(x / sqrt 2)) / 2.
  void (*gelu)(float *out, const float *a, size_t n);
  /// a^exponent. Whole exponents up to 64 by multiplication, 0.5 by the square root, others as exp(y log|x|):
  /// a negative base then gives NaN, unless the exponent is whole.
  void (*power)(float *out, const float *a, float exponent, size_t n);

  // Their gradients: out = gradient * f'(...), from the saved output or input as the name of the argument says.
  void (*sqrt_backward)(float *out, const float *gradient, const float *output, size_t n);
  void (*abs_backward)(float *out, const float *gradient, const float *input, size_t n);
  void (*tanh_backward)(float *out, const float *gradient, const float *output, size_t n);
  void (*erf_backward)(float *out, const float *gradient, const float *input, size_t n);
  void (*sigmoid_backward)(float *out, const float *gradient, const float *output, size_t n);
  void (*relu_backward)(float *out, const float *gradient, const float *output, size_t n);
  void (*leaky_relu_backward)(float *out, const float *gradient, const float *input, float slope, size_t n);
  void (*gelu_backward)(float *out, const float *gradient, const float *input, size_t n);
  /// The gradient of maximum(a, b) for a: all where a > b, half where equal, 0 elsewhere. For b, and for the minimum,
  /// exchange the arguments.
  void (*maximum_backward)(float *out, const float *gradient, const float *a, const float *b, size_t n);

  // Sums: sixteen accumulators for each 4,096 elements, the blocks added in Double.
  float (*sum)(const float *a, size_t n);
  float (*dot)(const float *a, const float *b, size_t n);
  float (*sum_squares)(const float *a, size_t n);
  /// The sum of (a * scale)^2, each product rounded first. In Double, for norms.
  double (*sum_squares_scaled)(const float *a, float scale, size_t n);
  /// The largest, NaN when there is one; -inf of nothing.
  float (*max)(const float *a, size_t n);
  /// 1 when there is neither NaN nor infinity.
  int (*all_finite)(const float *a, size_t n);

  // Reductions of matrices. Over a row: out (rows). Over the rows: out (columns) = sums + beta * out.
  void (*sum_rows)(float *out, const float *a, size_t rows, size_t columns);
  void (*max_rows)(float *out, const float *a, size_t rows, size_t columns);
  /// The first index of the row's largest (of the first NaN, when there is one).
  void (*argmax_rows)(int32_t *out, const float *a, size_t rows, size_t columns);
  void (*sum_columns)(float *out, const float *a, float beta, size_t rows, size_t columns);

  // Softmax of each row. Backward takes the saved output.
  void (*softmax)(float *out, const float *a, size_t rows, size_t columns);
  void (*softmax_backward)(float *out, const float *gradient, const float *output, size_t rows, size_t columns);
  void (*log_softmax)(float *out, const float *a, size_t rows, size_t columns);
  void (*log_softmax_backward)(float *out, const float *gradient, const float *output, size_t rows, size_t columns);

  // The end of a linear layer: out (rows, columns) = f(out + bias), in place.
  void (*bias_relu)(float *out, const float *bias, size_t rows, size_t columns);
  void (*bias_leaky_relu)(float *out, const float *bias, float slope, size_t rows, size_t columns);
  void (*bias_sigmoid)(float *out, const float *bias, size_t rows, size_t columns);
  void (*bias_tanh)(float *out, const float *bias, size_t rows, size_t columns);

  // Its way back: gradient *= f'(output), in place, and bias_gradient (columns) = column sums + beta * bias_gradient.
  void (*relu_backward_bias)(
      float *gradient, const float *output, float *bias_gradient, float beta, size_t rows, size_t columns);
  /// The slope is positive, so that the sign of the output is the sign of the input.
  void (*leaky_relu_backward_bias)(
      float *gradient, const float *output, float *bias_gradient, float beta, float slope, size_t rows,
      size_t columns);
  void (*sigmoid_backward_bias)(
      float *gradient, const float *output, float *bias_gradient, float beta, size_t rows, size_t columns);
  void (*tanh_backward_bias)(
      float *gradient, const float *output, float *bias_gradient, float beta, size_t rows, size_t columns);

  // Losses: the sum into *loss, the gradient of the sum into gradient.
  /// Cross-entropy of logits (rows, columns) with classes (rows), each in 0 ..< columns (the caller has checked).
  /// gradient = softmax - (1 - smoothing) onehot - smoothing / columns; it may be the logits themselves.
  void (*cross_entropy)(
      float *gradient, mgd_loss *loss, const float *logits, const int32_t *classes, float smoothing, size_t rows,
      size_t columns);
  /// The same without the gradient.
  void (*cross_entropy_loss)(
      mgd_loss *loss, const float *logits, const int32_t *classes, float smoothing, size_t rows, size_t columns);
  /// Cross-entropy with probabilities (rows, columns): gradient = softmax * (sum of the row's targets) - targets.
  void (*cross_entropy_probabilities)(
      float *gradient, mgd_loss *loss, const float *logits, const float *targets, float smoothing, size_t rows,
      size_t columns);
  /// Squared error; gradient = 2 (a - target).
  void (*mse)(float *gradient, mgd_loss *loss, const float *a, const float *target, size_t n);
  void (*l1)(float *gradient, mgd_loss *loss, const float *a, const float *target, size_t n);
  /// Huber: d^2 / 2 within delta, delta (|d| - delta / 2) outside.
  void (*huber)(float *gradient, mgd_loss *loss, const float *a, const float *target, float delta, size_t n);
  void (*bce_with_logits)(float *gradient, mgd_loss *loss, const float *a, const float *target, size_t n);

  // Moving and converting.
  /// out (columns, rows) = a (rows, columns) transposed.
  void (*transpose)(float *out, const float *a, size_t rows, size_t columns);
  /// out (rows, columns): row i is row indices[i] of a.
  void (*gather_rows)(float *out, const float *a, const ptrdiff_t *indices, size_t rows, size_t columns);
  /// out = a * scale + shift.
  void (*convert_bytes)(float *out, const uint8_t *a, float scale, float shift, size_t n);
  /// gather_rows and convert_bytes in one pass.
  void (*gather_bytes)(
      float *out, const uint8_t *a, const ptrdiff_t *indices, float scale, float shift, size_t rows, size_t columns);
  /// mask = bits < threshold ? 0 : scale. Dropout multiplies by it, forward and backward.
  void (*dropout_mask)(float *mask, const uint32_t *bits, uint32_t threshold, float scale, size_t n);

  // Optimizers' passes over a range.
  void (*sgd)(float *weights, const float *gradient, const mgd_update *update, size_t n);
  void (*sgd_momentum)(
      float *weights, float *momentum_buffer, const float *gradient, const mgd_update *update, size_t n);
  void (*adagrad)(float *weights, float *sum, const float *gradient, const mgd_update *update, size_t n);
  /// state: square_avg, momentum_buffer (when momentum is not 0), grad_avg (when centered).
  void (*rmsprop)(
      float *weights, float *const *state, const float *gradient, const mgd_update *update, size_t n);
  /// state: exp_avg, exp_avg_sq, max_exp_avg_sq (when amsgrad).
  void (*adam)(float *weights, float *const *state, const float *gradient, const mgd_update *update, size_t n);
} mgd_kernels;

/// Instruction sets, in the order of what they include.
enum { MGD_ISA_BASELINE = 0, MGD_ISA_AVX2 = 1, MGD_ISA_AVX512 = 2 };

extern const mgd_kernels mgd_kernels_baseline;
#if defined(__x86_64__)
extern const mgd_kernels mgd_kernels_avx2;
extern const mgd_kernels mgd_kernels_avx512;
#endif

/// The best instruction set of this processor and operating system.
int mgd_isa_best(void);

/// The best table this processor can run that is not above the cap.
const mgd_kernels *mgd_kernels_select(int isa_cap);

/// Settles this process's table. Gives 0 when an earlier call or use has settled it on another one.
int mgd_kernels_settle(int isa_cap);

/// Written once, by the first use or by mgd_kernels_settle. Read it through mgd_kernels_current.
extern const mgd_kernels *mgd_kernels_settled;

const mgd_kernels *mgd_kernels_first_use(void);

/// This process's table.
static inline const mgd_kernels *mgd_kernels_current(void) {
  const mgd_kernels *table = __atomic_load_n(&mgd_kernels_settled, __ATOMIC_ACQUIRE);
  return table ? table : mgd_kernels_first_use();
}

/// CRC-32C (Castagnoli) of n bytes; the seed is the value of the bytes before them, 0 at the start.
uint32_t mgd_crc32c(uint32_t seed, const void *bytes, size_t n);
/// The same from a table, on any processor: the reference that the fast one is tested against.
uint32_t mgd_crc32c_by_table(uint32_t seed, const void *bytes, size_t n);

/// Philox4x32-10 of the counters (block low, block high, third, 0) for 16 n blocks from the first on: 64 n words.
void mgd_philox_fill(uint32_t *out, const uint32_t *key, uint32_t third, uint64_t first_block, size_t n);
