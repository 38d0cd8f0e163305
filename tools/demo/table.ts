/** Rows as columns of text, the first row is the heading. */
export function table(rows: readonly (readonly string[])[]): string {
  const length = (text: string): number => [...text].length
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => length(row[column] ?? ''))))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - length(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
