import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type EnvironmentOptions } from 'vite'

const source = join(import.meta.dirname, 'src')
const out = join(import.meta.dirname, 'dist')

// The oldest runtime that Offhook starts on: Electron 33, that is Node 20.18 and Chromium 130.
const nodeTarget = 'node20.18'
const chromiumTarget = 'chrome130'

/** What runs in Node: the main process, its worker and the practice line, which share chunks. */
const main: EnvironmentOptions = {
  consumer: 'server',
  // better-sqlite3 finds its binary beside itself. ws looks for two optional natives and does without them.
  resolve: { noExternal: true, external: ['electron', 'better-sqlite3', 'bufferutil', 'utf-8-validate'] },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: join(out, 'main'),
    emptyOutDir: false,
    target: nodeTarget,
    rolldownOptions: {
      platform: 'node',
      input: {
        main: join(source, 'main/main.ts'),
        worker: join(source, 'main/worker/worker.ts'),
        practice: join(source, 'practice/main.ts'),
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
}

/** A sandboxed preload can't load a second file: one CommonJS file each, and nothing outside it but electron. */
const preload = (name: 'agent' | 'media'): EnvironmentOptions => ({
  consumer: 'server',
  resolve: { noExternal: true, external: ['electron'] },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: join(out, 'preload'),
    emptyOutDir: false,
    target: chromiumTarget,
    rolldownOptions: {
      platform: 'browser',
      input: { [name]: join(source, 'preload', `${name}.ts`) },
      output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    },
  },
})

/** A window is served from its own folder as `app://<name>/`, under a CSP that allows neither inline code nor data. */
const window = (name: 'agent' | 'media'): EnvironmentOptions => ({
  consumer: 'client',
  build: {
    outDir: join(out, 'renderer'),
    emptyOutDir: false,
    target: chromiumTarget,
    assetsDir: `${name}/assets`,
    assetsInlineLimit: 0,
    modulePreload: false,
    // Loaded from the disk: one file is as good as ten.
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: { input: { [name]: join(source, 'renderer', name, 'index.html') } },
  },
})

export default defineConfig({
  root: join(source, 'renderer'),
  base: './',
  plugins: [react()],
  publicDir: false,
  experimental: {
    // `agent/assets/x.js` is `app://agent/assets/x.js`: the window's folder is the host of the address.
    renderBuiltUrl: (file, { hostType }) =>
      hostType === 'html' ? `./${file.split('/').slice(1).join('/')}` : { relative: true },
  },
  environments: {
    main,
    preloadAgent: preload('agent'),
    preloadMedia: preload('media'),
    agentWindow: window('agent'),
    mediaWindow: window('media'),
  },
  builder: {
    async buildApp(builder) {
      await rm(out, { recursive: true, force: true })
      for (const name of ['main', 'preloadAgent', 'preloadMedia', 'agentWindow', 'mediaWindow']) {
        const environment = builder.environments[name]
        if (environment !== undefined) await builder.build(environment)
      }
    },
  },
})
