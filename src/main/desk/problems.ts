import { PROBLEM_KINDS, type ProblemKind, type ProblemView } from '../../contract/view.ts'

type Problem = Omit<ProblemView, 'since'>

/** What is wrong now, the worst first. A problem goes by itself when its cause does. */
export type Problems = {
  readonly raise: (problem: Problem, wall: number) => void
  readonly clear: (kind: ProblemKind) => void
  /** The agent has read it; it comes back only when it is raised anew. */
  readonly dismiss: (kind: string) => void
  readonly list: () => readonly ProblemView[]
}

export function createProblems(): Problems {
  const standing = new Map<string, ProblemView>()
  return {
    raise: (problem, wall) => {
      standing.set(problem.kind, { ...problem, since: standing.get(problem.kind)?.since ?? wall })
    },
    clear: (kind) => {
      standing.delete(kind)
    },
    dismiss: (kind) => {
      if (standing.get(kind)?.action === 'dismiss') standing.delete(kind)
    },
    list: () => PROBLEM_KINDS.flatMap((kind) => standing.get(kind) ?? []),
  }
}
