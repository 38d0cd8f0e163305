import { mount } from '../../src/renderer/agent/mount.tsx'
import { createFakeOffhook } from '../../src/renderer/agent/testing/fake-offhook.ts'
import { scenes } from './scenes.ts'

/** `?scene=NAME&theme=dark&language=de`: one state of the window, with nothing behind it. */
const wish = new URLSearchParams(location.search)
const scene = scenes[wish.get('scene') ?? ''] ?? scenes.ready
if (!scene) throw new Error('there is no scene')

const theme = wish.get('theme') === 'dark' ? 'dark' : 'light'
const base = scene.view
const fake = createFakeOffhook(
  {
    ...base,
    settings: {
      ...base.settings,
      theme,
      language: wish.get('language') ?? 'en',
      density: wish.get('density') === 'comfortable' ? 'comfortable' : 'compact',
    },
  },
  scene.history,
)
const root = document.querySelector('#root')
if (root) {
  const parts = mount(fake.bridge, root)
  if (scene.desk) parts.desk.setState(scene.desk)
}
