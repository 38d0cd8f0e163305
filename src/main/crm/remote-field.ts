import type { RemoteField } from '../../domain/crm/description.ts'

/** Makes the fields of one object, each in a line of a table. */
export const fieldsOfObject =
  (object: string) =>
  (
    key: string,
    label: string,
    kind: RemoteField['kind'],
    writable: boolean,
    suggested: RemoteField['suggested'],
  ): RemoteField => ({ object, key, label, kind, writable, suggested })
