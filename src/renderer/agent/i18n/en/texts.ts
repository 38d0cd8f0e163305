import { call } from './call.ts'
import { colleagues } from './colleagues.ts'
import { common } from './common.ts'
import { crm } from './crm.ts'
import { customer } from './customer.ts'
import { customers } from './customers.ts'
import { direct } from './direct.ts'
import { firstRun } from './first-run.ts'
import { history } from './history.ts'
import { importing } from './import.ts'
import { lineCheck } from './line-check.ts'
import { presets } from './presets.ts'
import { refusal } from './refusal.ts'
import { settings } from './settings.ts'
import { shell } from './shell.ts'
import { wrapUp } from './wrap-up.ts'

export const english = {
  colleagues,
  common,
  refusal,
  shell,
  call,
  crm,
  customer,
  customers,
  importing,
  history,
  settings,
  firstRun,
  direct,
  lineCheck,
  presets,
  wrapUp,
}
