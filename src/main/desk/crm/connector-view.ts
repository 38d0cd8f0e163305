import type { ConnectorView } from '../../../contract/crm.ts'
import type { Connector } from '../../crm/connector.ts'

/** What the wizard is told of a connector. */
export const connectorView = ({
  id,
  name,
  about,
  fields,
  signIn,
  capabilities,
}: Connector): ConnectorView => ({
  id,
  name,
  about,
  fields,
  signIn: signIn.kind,
  capabilities,
})
