import { mount } from './mount.tsx'

const root = document.querySelector('#root')
if (window.offhook && root) mount(window.offhook, root)
