import { type BrowserWindow, dialog } from 'electron'
import type { DesktopWords } from './words.ts'

/** Asks before a live call is ended by closing the window. Staying is what Enter and Escape choose. */
export async function confirmQuit(window: BrowserWindow, words: DesktopWords): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: words.onCall,
    detail: words.onCallDetail,
    buttons: [words.stay, words.endCallAndQuit],
    defaultId: 0,
    cancelId: 0,
  })
  return response === 1
}
