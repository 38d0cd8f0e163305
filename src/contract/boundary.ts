import type { z } from 'zod'

declare const replyType: unique symbol
type ReplyMark<Reply> = { readonly [replyType]?: Reply }

/** One command of a boundary: its key is the channel, `input` checks what comes, `Reply` is what goes back. */
export type Command<Input extends z.ZodType = z.ZodType, Reply = unknown> = {
  readonly input: Input
  readonly reply: ReplyMark<Reply>
}

export const command = <Input extends z.ZodType, Reply>(
  input: Input,
  reply: ReplyMark<Reply>,
): Command<Input, Reply> => ({ input, reply })

/** Carries the type of a command's answer; there is nothing to check, because main gives it. */
export const reply = <Reply>(): ReplyMark<Reply> => ({})

export type Contract = Readonly<Record<string, Command>>
export type InputOf<C> = C extends Command<infer Input, unknown> ? z.input<Input> : never
export type ParsedOf<C> = C extends Command<infer Input, unknown> ? z.output<Input> : never
export type ReplyOf<C> = C extends Command<z.ZodType, infer Reply> ? Reply : never

/** What the boundary itself may refuse, before any handler sees the command. */
export type BoundaryRefusal = { readonly ok: false; readonly reason: 'notAllowed' | 'badInput' | 'failed' }

/** The side that asks: one asynchronous function per command. */
export type Caller<C extends Contract> = {
  readonly [Name in keyof C]: (input: InputOf<C[Name]>) => Promise<ReplyOf<C[Name]> | BoundaryRefusal>
}

/** The side that answers. */
export type Handlers<C extends Contract> = {
  readonly [Name in keyof C]: (input: ParsedOf<C[Name]>) => ReplyOf<C[Name]> | Promise<ReplyOf<C[Name]>>
}
