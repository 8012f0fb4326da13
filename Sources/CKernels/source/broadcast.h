// A row or a column against a matrix. out (rows, columns), a (rows, columns), row (columns), column (rows).

#define WITH_ROW(NAME, EACH)                                                                            \
  static void NAME(float *out, const float *a, const float *row, size_t rows, size_t columns) {         \
    for (size_t r = 0; r < rows; r++) EACH(out + r * columns, a + r * columns, row, columns);           \
  }

#define ROW_WITH(NAME, EACH)                                                                            \
  static void NAME(float *out, const float *a, const float *row, size_t rows, size_t columns) {         \
    for (size_t r = 0; r < rows; r++) EACH(out + r * columns, row, a + r * columns, columns);           \
  }

#define WITH_COLUMN(NAME, EACH)                                                                         \
  static void NAME(float *out, const float *a, const float *column, size_t rows, size_t columns) {      \
    for (size_t r = 0; r < rows; r++) EACH(out + r * columns, a + r * columns, column[r], columns);     \
  }

WITH_ROW(add_row_each, add_each)
WITH_ROW(sub_row_each, sub_each)
WITH_ROW(mul_row_each, mul_each)
WITH_ROW(div_row_each, div_each)
ROW_WITH(row_sub_each, sub_each)
ROW_WITH(row_div_each, div_each)

WITH_COLUMN(add_column_each, add_scalar_each)
WITH_COLUMN(sub_column_each, sub_scalar_each)
WITH_COLUMN(mul_column_each, mul_scalar_each)
WITH_COLUMN(div_column_each, div_scalar_each)
WITH_COLUMN(column_sub_each, scalar_sub_each)
WITH_COLUMN(column_div_each, scalar_div_each)
