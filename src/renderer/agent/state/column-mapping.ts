/** What a column becomes: one of the customer's own fields, or a number or a field with a name of its own. */
export const TARGETS = [
  'skip',
  'name',
  'firstName',
  'lastName',
  'company',
  'number',
  'email',
  'city',
  'country',
  'notes',
  'key',
  'field',
] as const
export type Target = (typeof TARGETS)[number]

export type ColumnMapping = { readonly target: Target; readonly label: string }

/** Reads `number:work` and the like; what isn't known is left out. */
export function readMapping(text: string | undefined): ColumnMapping {
  const [kind = 'skip', label = ''] = (text ?? 'skip').split(/:(.*)/s)
  const target = TARGETS.find((each) => each === kind) ?? 'skip'
  return { target, label: hasLabel(target) ? label : '' }
}

export const hasLabel = (target: Target): boolean => target === 'number' || target === 'field'

export function writeMapping({ target, label }: ColumnMapping): string {
  return hasLabel(target) ? `${target}:${label.trim()}` : target
}
