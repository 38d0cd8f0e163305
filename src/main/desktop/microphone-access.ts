import { systemPreferences } from 'electron'

/**
 * Asks macOS for the microphone, once and before the first call: without it the system hands out silence that looks
 * like a microphone. Elsewhere there is nobody to ask. Resolves with whether it may be used.
 */
export async function askForMicrophone(platform: NodeJS.Platform): Promise<boolean> {
  return platform === 'darwin' ? systemPreferences.askForMediaAccess('microphone') : true
}
