/** The list with one entry moved by `by` places; as it was where there is no place to go. */
export function moved<Row>(rows: readonly Row[], index: number, by: number): readonly Row[] {
  const to = index + by
  const row = rows[index]
  if (row === undefined || to < 0 || to >= rows.length) return rows
  const rest = rows.filter((_, at) => at !== index)
  return [...rest.slice(0, to), row, ...rest.slice(to)]
}
