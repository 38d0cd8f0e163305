import { Menu, type MenuItemConstructorOptions, nativeImage, nativeTheme, Tray } from 'electron'
import type { AgentStateKind } from '../../domain/agent/state.ts'
import { drawTrayIcon, type Rgb } from './tray-icon.ts'

/** `run` looks at the state when it is called: a menu is built anew only when its words change. */
export type TrayItem = { readonly label: string; readonly run: () => void }

export type TrayView = {
  readonly state: AgentStateKind
  /** State, line and missed calls in words. */
  readonly tooltip: string
  /** First the line that says the state, then what can be done. */
  readonly items: readonly TrayItem[]
}

export type AppTray = {
  readonly show: (view: TrayView) => void
  readonly destroy: () => void
}

const light: Rgb = [240, 240, 240]
const dark: Rgb = [32, 32, 32]

/** macOS colours template images itself; Windows and most Linux panels are dark or follow the theme. */
const inkFor = (platform: NodeJS.Platform): Rgb => {
  if (platform === 'darwin') return [0, 0, 0]
  return platform === 'win32' && !nativeTheme.shouldUseDarkColors ? dark : light
}

function imageOf(state: AgentStateKind, platform: NodeJS.Platform): Electron.NativeImage {
  const image = nativeImage.createEmpty()
  for (const scaleFactor of [1, 2]) {
    const size = 16 * scaleFactor
    const pixels = nativeImage.createFromBitmap(Buffer.from(drawTrayIcon(state, size, inkFor(platform))), {
      width: size,
      height: size,
    })
    image.addRepresentation({ scaleFactor, width: size, height: size, buffer: pixels.toPNG() })
  }
  if (platform === 'darwin') image.setTemplateImage(true)
  return image
}

/**
 * The state in the system's tray. It always has a menu, for on some desktops an item without one is not shown; nothing
 * is only to be had here, for on others there is no tray at all.
 */
export function createTray(platform: NodeJS.Platform, onClick: () => void, first: TrayView): AppTray {
  const tray = new Tray(imageOf(first.state, platform))
  let shown = ''

  const show = (view: TrayView): void => {
    const key = JSON.stringify([view.state, view.tooltip, view.items.map(({ label }) => label)])
    if (key === shown) return
    shown = key
    tray.setImage(imageOf(view.state, platform))
    tray.setToolTip(view.tooltip)
    const template = view.items.map(({ label, run }): MenuItemConstructorOptions => ({ label, click: run }))
    tray.setContextMenu(Menu.buildFromTemplate([{ label: view.tooltip, enabled: false }, ...template]))
  }
  const redraw = (): void => {
    shown = ''
  }

  tray.on('click', onClick)
  nativeTheme.on('updated', redraw)
  show(first)
  return {
    show,
    destroy: () => {
      nativeTheme.off('updated', redraw)
      tray.destroy()
    },
  }
}
