import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { writeSpeechFile } from '../../../tools/speech-file.ts'

/** The fake microphone's sound, kept in a phone's own folder. */
export function speechFile(folder: string): string {
  const file = join(folder, 'speech.wav')
  if (!existsSync(file)) writeSpeechFile(file, 7)
  return file
}
