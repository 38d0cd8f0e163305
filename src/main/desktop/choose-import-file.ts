import { type BrowserWindow, dialog } from 'electron'
import type { DesktopWords } from './words.ts'

/** The system's dialog for a list of customers; null when it was closed without a choice. */
export async function chooseImportFile(
  window: BrowserWindow | null,
  words: DesktopWords,
): Promise<string | null> {
  const options: Electron.OpenDialogOptions = {
    title: words.importTitle,
    properties: ['openFile'],
    filters: [
      { name: words.importFiles, extensions: ['csv', 'txt', 'tsv', 'vcf', 'vcard'] },
      { name: '*', extensions: ['*'] },
    ],
  }
  const { filePaths } = window
    ? await dialog.showOpenDialog(window, options)
    : await dialog.showOpenDialog(options)
  return filePaths[0] ?? null
}
