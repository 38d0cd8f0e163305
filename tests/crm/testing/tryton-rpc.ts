import type { Tryton } from '../servers/tryton.ts'

/** Tryton as another program sees it, which works there at the same time. */
export type TrytonRpc = {
  /** A method of a model, without its context; gives what Tryton gives. */
  readonly call: <Value>(method: string, ...args: readonly unknown[]) => Promise<Value>
  readonly wizard: (name: string, state: string, values: unknown, button: string) => Promise<void>
  /** Ends every session of the user, as a restart or a timeout does. */
  readonly endSessions: () => Promise<void>
}

class TrytonError extends Error {
  readonly given: unknown

  constructor(message: string, given: unknown) {
    super(message)
    this.given = given
  }

  /** The id of a warning that somebody has to say yes to; null for anything else. */
  warning(): string | null {
    const [kind, said] = Array.isArray(this.given) ? (this.given as unknown[]) : []
    return kind === 'UserWarning' && Array.isArray(said) ? String(said[0]) : null
  }
}

export async function trytonRpc({ server, database, user, password }: Tryton): Promise<TrytonRpc> {
  const ask = async (
    method: string,
    params: readonly unknown[],
    session: string | null,
  ): Promise<unknown> => {
    const answer = await fetch(new URL(`${database}/`, server), {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(session === null ? {} : { Authorization: `Session ${session}` }),
      },
      body: JSON.stringify({ id: 1, method, params }),
    })
    const { result, error } = (await answer.json()) as { result?: unknown; error?: unknown }
    if (error !== undefined) throw new TrytonError(`${method}: ${JSON.stringify(error)}`, error)
    return result
  }
  const logIn = async (): Promise<string> => {
    const given = (await ask('common.db.login', [user, { password }, 'en'], null)) as [number, string]
    return Buffer.from([user, ...given].join(':')).toString('base64')
  }
  const session = await logIn()
  const context = async () =>
    (await ask('model.res.user.get_preferences', [true, {}], session)) as Record<string, unknown>
  return {
    call: async <Value>(method: string, ...args: readonly unknown[]) =>
      (await ask(`model.${method}`, [...args, await context()], session)) as Value,
    wizard: async (name, state, values, button) => {
      const [id] = (await ask(`wizard.${name}.create`, [await context()], session)) as [number]
      const execute = async () =>
        ask(`wizard.${name}.execute`, [id, { [state]: values }, button, await context()], session)
      await execute().catch(async (error: unknown) => {
        const warning = error instanceof TrytonError ? error.warning() : null
        if (warning === null) throw error
        // As somebody who reads it and says yes.
        const [me] = (await ask('model.res.user.search', [[['login', '=', user]], {}], session)) as [number]
        const yes = { user: me, name: warning, always: false }
        await ask('model.res.user.warning.create', [[yes], await context()], session)
        await execute()
      })
      await ask(`wizard.${name}.delete`, [id, await context()], session)
    },
    endSessions: async () => {
      // A changed password ends them all.
      const otherPassword = 'oTh3r-Wd4y!'
      const [id] = (await ask('model.res.user.search', [[['login', '=', user]], {}], session)) as [number]
      await ask('model.res.user.write', [[id], { password: otherPassword }, {}], session)
      const other = await ask('common.db.login', [user, { password: otherPassword }, 'en'], null)
      const again = Buffer.from([user, ...(other as [number, string])].join(':')).toString('base64')
      await ask('model.res.user.write', [[id], { password }, {}], again)
    },
  }
}

export const decimal = (text: string) => ({ __class__: 'Decimal', decimal: text })
