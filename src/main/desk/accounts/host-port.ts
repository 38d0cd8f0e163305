const NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9_-]{0,62}[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]{0,62}[a-z0-9])?)*\.?$/i
const IPV6 = /^[0-9a-f:.]{2,45}$/i

/** The host of `host[:port]`, an IPv6 address in brackets; null where the text is no such thing. */
export function hostOf(text: string): string | null {
  const found = /^(?:\[([^\]]+)\]|([^:[\]/\s@]+))(?::(\d{1,5}))?$/.exec(text)
  if (!found) return null
  const [, six, name = '', port] = found
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return null
  if (six !== undefined) return IPV6.test(six) && six.includes(':') ? six : null
  if (/^[\d.]+$/.test(name) && !/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(name)) return null
  return NAME.test(name) ? name : null
}
