import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ColleagueShift, createColleagueShift } from './colleague-shift.ts'
import { type PracticeLine, startPracticeLine } from './practice-line.ts'
import { createSampleCustomers } from './sample/sample-customers.ts'

let line: PracticeLine
let shift: ColleagueShift
/** What is to be run later, soonest first. */
let planned: { readonly at: number; readonly run: () => void }[]
let now: number

beforeEach(async () => {
  line = await startPracticeLine({ media: 'none' })
  planned = []
  now = 0
  shift = createColleagueShift({
    line,
    customers: createSampleCustomers(),
    later: (ms, run) => {
      const one = { at: now + ms, run }
      planned = [...planned, one].sort((a, b) => a.at - b.at)
      return () => {
        planned = planned.filter((other) => other !== one)
      }
    },
  })
})

afterEach(() => line.close())

const step = () => {
  const [next] = planned
  planned = planned.slice(1)
  now = next?.at ?? now
  next?.run()
}
const states = () => [...line.colleagues().values()].map(({ state }) => state)

it('rings at a colleague now and then, who answers and is free again', () => {
  shift.start()
  shift.start()
  expect(planned).toHaveLength(1)
  const seen = new Set<string>()
  for (let index = 0; index < 60; index += 1) {
    step()
    for (const state of states()) seen.add(state)
  }
  expect(seen).toEqual(new Set(['free', 'ringing', 'busy']))
})

it('leaves a call that was picked up to whoever has it', () => {
  shift.start()
  step()
  const [extension] = [...line.colleagues()].find(([, { state }]) => state === 'ringing') ?? ['']
  line.colleague(extension, { state: 'free' })
  step()
  expect(states()).not.toContain('busy')
})

it('ends with everybody free', () => {
  shift.start()
  step()
  shift.stop()
  expect(planned).toEqual([])
  expect(new Set(states())).toEqual(new Set(['free']))
})
