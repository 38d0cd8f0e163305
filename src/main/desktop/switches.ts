import type { CommandLine } from 'electron'

/**
 * What Chromium's WebRTC has to be told before the app is ready. Its pages are our own, so that hiding local addresses
 * from them protects nobody and costs calls: behind a name that ends in `.local` no PBX finds anything. Loopback is
 * where the practice line lives, also on a machine without any network.
 */
export function setMediaSwitches(commandLine: CommandLine): void {
  const disabled = commandLine.getSwitchValue('disable-features')
  const features = [...disabled.split(','), 'WebRtcHideLocalIpsWithMdns'].filter((name) => name !== '')
  commandLine.appendSwitch('disable-features', [...new Set(features)].join(','))
  commandLine.appendSwitch('allow-loopback-in-peer-connection')
}
