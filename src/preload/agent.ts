import { contextBridge, ipcRenderer } from 'electron'
import { AGENT_VIEW_CHANNEL, agentContract } from '../contract/agent.ts'
import type { View } from '../contract/view.ts'
import type { AgentApi } from '../contract/window-api.ts'

const channels: ReadonlySet<string> = new Set(Object.keys(agentContract))

const api: AgentApi = {
  call: (name, input) =>
    channels.has(name)
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
