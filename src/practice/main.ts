// The practice line as a process of its own: started by Electron's utilityProcess.fork, by child_process.fork, or by
// hand, and then it speaks JSON, one message a line, on standard input and output.
import { createInterface } from 'node:readline'
import { createPracticeProcess } from './practice-process.ts'
import { type FromPractice, readToPractice } from './process-protocol.ts'

/** What Electron adds to `process` in a utility process. */
interface ParentPort {
  on(event: 'message', listener: (message: { data: unknown }) => void): void
  postMessage(message: FromPractice): void
}

interface Parent {
  send(message: FromPractice): void
  /** The process has to end when its parent is gone: nobody else would end it. */
  listen(onMessage: (value: unknown) => void, onGone: () => void): void
}

function findParent(): Parent {
  const port = (process as { parentPort?: ParentPort }).parentPort
  if (port) {
    return {
      send: (message) => port.postMessage(message),
      // Electron ends a utility process together with the app.
      listen: (onMessage) => port.on('message', ({ data }) => onMessage(data)),
    }
  }
  if (process.send) {
    return {
      send: (message) => process.send?.(message, undefined, undefined, () => undefined),
      listen(onMessage, onGone) {
        process.on('message', onMessage)
        process.on('disconnect', onGone)
      },
    }
  }
  return {
    send: (message) => void process.stdout.write(`${JSON.stringify(message)}\n`),
    listen(onMessage, onGone) {
      const lines = createInterface({ input: process.stdin })
      lines.on('line', (line) => onMessage(parse(line)))
      lines.on('close', onGone)
    },
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const parent = findParent()
const practice = createPracticeProcess((message) => parent.send(message))

parent.listen(
  (value) => {
    const message = readToPractice(value)
    if (!message) return
    practice.receive(message).catch((error: unknown) => {
      parent.send({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
    })
  },
  () => process.exit(0),
)
