import { type BrowserWindow, dialog } from 'electron'
import type { DesktopWords } from './words.ts'

async function chooseFile(
  window: BrowserWindow | null,
  title: string,
  files: Electron.FileFilter,
): Promise<string | null> {
  const options: Electron.OpenDialogOptions = {
    title,
    properties: ['openFile'],
    filters: [files, { name: '*', extensions: ['*'] }],
  }
  const { filePaths } = window
    ? await dialog.showOpenDialog(window, options)
    : await dialog.showOpenDialog(options)
  return filePaths[0] ?? null
}

/** The system's dialog for a list of customers; null when it was closed without a choice. */
export const chooseImportFile = (window: BrowserWindow | null, words: DesktopWords): Promise<string | null> =>
  chooseFile(window, words.importTitle, {
    name: words.importFiles,
    extensions: ['csv', 'txt', 'tsv', 'vcf', 'vcard'],
  })

/** The same for certificates that a line is to trust. */
export const chooseCaFile = (window: BrowserWindow | null, words: DesktopWords): Promise<string | null> =>
  chooseFile(window, words.caTitle, { name: words.caFiles, extensions: ['pem', 'crt', 'cer', 'der'] })
