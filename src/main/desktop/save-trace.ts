import { writeFile } from 'node:fs/promises'
import { type BrowserWindow, dialog } from 'electron'
import { ok, type Result, refuse } from '../../domain/result.ts'
import type { DesktopWords } from './words.ts'

/** The system's dialog for a new file, then the file; false when the dialog was closed without a choice. */
export async function saveTrace(
  window: BrowserWindow | null,
  words: DesktopWords,
  file: { readonly name: string; readonly text: string },
): Promise<Result<boolean, 'notSaved'>> {
  const options: Electron.SaveDialogOptions = { title: words.saveTraceTitle, defaultPath: file.name }
  const { filePath } = window
    ? await dialog.showSaveDialog(window, options)
    : await dialog.showSaveDialog(options)
  if (!filePath) return ok(false)
  try {
    await writeFile(filePath, file.text)
    return ok(true)
  } catch {
    return refuse('notSaved')
  }
}
