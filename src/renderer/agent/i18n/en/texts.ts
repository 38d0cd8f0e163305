import { call } from './call.ts'
import { common } from './common.ts'
import { customer } from './customer.ts'
import { refusal } from './refusal.ts'
import { shell } from './shell.ts'
import { wrapUp } from './wrap-up.ts'

export const english = { common, refusal, shell, call, customer, wrapUp }
