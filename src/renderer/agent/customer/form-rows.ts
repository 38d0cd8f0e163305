/** A row of a form that can grow: the key keeps its field alive while rows around it come and go. */
export type FormRow<Value> = { readonly key: string; readonly value: Value }

export const rowsOf = <Value>(values: readonly Value[]): readonly FormRow<Value>[] =>
  values.map((value) => ({ key: crypto.randomUUID(), value }))

export const updateRow = <Value>(
  rows: readonly FormRow<Value>[],
  key: string,
  value: Value,
): readonly FormRow<Value>[] => rows.map((row) => (row.key === key ? { key, value } : row))

export const removeRow = <Value>(rows: readonly FormRow<Value>[], key: string): readonly FormRow<Value>[] =>
  rows.filter((row) => row.key !== key)
