import { describe, expect, it } from 'vitest'
import {
  bad,
  type CheckedStep,
  type CheckStep,
  good,
  type StepResult,
  warning,
} from '../../domain/line-check.ts'
import { type PlannedStep, runSteps } from './sequence.ts'

const planned = (
  step: CheckStep,
  run: PlannedStep['run'],
  needs: readonly CheckStep[] = [],
  longest = 60_000,
): PlannedStep => ({ step, needs, longest, late: 'noAnswer', run })
const gives = (result: StepResult) => () => Promise.resolve(result)
const never = () => new Promise<StepResult>(() => {})

async function run(plan: readonly PlannedStep[], stop = new AbortController()) {
  const reports: (readonly CheckedStep[])[] = []
  await runSteps(plan, (steps) => reports.push(steps), stop.signal)
  return { reports, last: reports.at(-1) ?? [] }
}

describe('a line check', () => {
  it('runs one step after the other and tells of each', async () => {
    const { reports } = await run([
      planned('dns', gives(good('192.0.2.1'))),
      planned('connect', gives(good(''))),
    ])
    expect(reports.map((steps) => steps.map(({ state }) => state))).toEqual([
      ['running', 'waiting'],
      ['good', 'waiting'],
      ['good', 'running'],
      ['good', 'good'],
    ])
  })

  it('leaves out what a failed step makes pointless, and goes on with the rest', async () => {
    const { last } = await run([
      planned('dns', gives(bad('hostNotFound'))),
      planned('connect', never, ['dns']),
      planned('certificate', never, ['connect']),
      planned('stun', gives(good(''))),
    ])
    expect(last.map(({ state, reason }) => [state, reason])).toEqual([
      ['bad', 'hostNotFound'],
      ['skipped', 'stepBefore'],
      ['skipped', 'stepBefore'],
      ['good', null],
    ])
  })

  it('goes on after a warning', async () => {
    const { last } = await run([
      planned('options', gives(warning('optionsNoAnswer'))),
      planned('echo', gives(good('')), ['options']),
    ])
    expect(last.map(({ state }) => state)).toEqual(['warning', 'good'])
  })

  it('waits for no step for ever', async () => {
    const { last } = await run([planned('dns', never, [], 20), planned('stun', gives(good('')))])
    expect(last.map(({ state, reason }) => [state, reason])).toEqual([
      ['bad', 'noAnswer'],
      ['good', null],
    ])
  })

  it('ends at once when it is stopped, and tells the running step', async () => {
    const stop = new AbortController()
    let told = false
    const running = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => {
        told = true
      })
      queueMicrotask(() => stop.abort())
      return never()
    }
    const { last } = await run([planned('dns', running), planned('connect', never)], stop)
    expect(told).toBe(true)
    expect(last.map(({ state, reason }) => [state, reason])).toEqual([
      ['skipped', 'stopped'],
      ['skipped', 'stopped'],
    ])
  })

  it('calls a step red that breaks', async () => {
    const { last } = await run([planned('dns', () => Promise.reject(new Error('no such thing')))])
    expect(last).toEqual([
      { step: 'dns', state: 'bad', reason: 'failed', detail: 'Error: no such thing', certificate: null },
    ])
  })
})
