import { contextBridge, ipcRenderer } from 'electron'
import { MEDIA_ORDER_CHANNEL, MEDIA_REPORT_CHANNEL } from '../contract/channels.ts'
import type { NumberedMediaOrder } from '../contract/media.ts'
import type { MediaApi } from '../contract/window-api.ts'

const api: MediaApi = {
  report: (report) => ipcRenderer.send(MEDIA_REPORT_CHANNEL, report),
  onOrder: (listener) => {
    const receive = (_event: Electron.IpcRendererEvent, order: NumberedMediaOrder): void => listener(order)
    ipcRenderer.on(MEDIA_ORDER_CHANNEL, receive)
    return () => {
      ipcRenderer.off(MEDIA_ORDER_CHANNEL, receive)
    }
  },
}

contextBridge.exposeInMainWorld('media', Object.freeze(api))
