import { contextBridge, ipcRenderer } from 'electron'
import { AGENT_VIEW_CHANNEL, commandsIn } from '../contract/channels.ts'
import type { View } from '../contract/view.ts'
import type { AgentApi } from '../contract/window-api.ts'

/** Main hands over the names of its contract: the table itself, with its parsers, would hold up the first picture. */
const commands = commandsIn(process.argv)

const api: AgentApi = {
  call: (name, input) =>
    commands.has(name)
      ? ipcRenderer.invoke(name, input)
      : Promise.reject(new Error(`there is no command ${String(name)}`)),
  onView: (listener) => {
    const receive = (_event: Electron.IpcRendererEvent, view: View): void => listener(view)
    ipcRenderer.on(AGENT_VIEW_CHANNEL, receive)
    return () => {
      ipcRenderer.off(AGENT_VIEW_CHANNEL, receive)
    }
  },
}

contextBridge.exposeInMainWorld('offhook', Object.freeze(api))
