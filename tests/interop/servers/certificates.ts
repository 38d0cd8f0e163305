import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type Certificate = {
  /** Files in PEM. */
  readonly certificate: string
  readonly key: string
}

export type Authority = {
  /** PEM file of the authority's own certificate. */
  readonly certificate: string
  readonly issue: (options: {
    readonly name: string
    /** As in a subjectAltName: `DNS:localhost,IP:127.0.0.1`. */
    readonly names: string
    /** `YYYY-MM-DD`. */
    readonly from?: string
    readonly to?: string
  }) => Promise<Certificate>
}

const asn1Time = (day: string): string => `${day.replaceAll('-', '')}000000Z`

/** A certificate authority in a folder, made for one test and thrown away with it. */
export async function createAuthority(folder: string): Promise<Authority> {
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder })
  const key = join(folder, 'authority.key')
  const certificate = join(folder, 'authority.pem')
  const settings = join(folder, 'authority.cnf')
  await writeFile(
    settings,
    `[ca]
default_ca = test
[test]
database = ${join(folder, 'issued.txt')}
new_certs_dir = ${folder}
rand_serial = yes
default_md = sha256
unique_subject = no
policy = any
copy_extensions = copy
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
`,
  )
  await writeFile(join(folder, 'issued.txt'), '')
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  await openssl(
    ...['req', '-x509', '-config', settings, ...newKey, '-keyout', key, '-out', certificate, '-days', '30'],
    ...['-subj', '/CN=Test authority', '-addext', 'basicConstraints=critical,CA:TRUE'],
  )

  return {
    certificate,
    issue: async ({ name, names, from, to }) => {
      const files = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) }
      const request = join(folder, `${name}.csr`)
      await openssl(
        ...['req', '-new', '-config', settings, ...newKey, '-keyout', files.key, '-out', request],
        ...['-subj', `/CN=${name}`, '-addext', `subjectAltName=${names}`],
      )
      const dates = from && to ? ['-startdate', asn1Time(from), '-enddate', asn1Time(to)] : ['-days', '30']
      await openssl(
        ...['ca', '-batch', '-notext', '-config', settings, '-cert', certificate, '-keyfile', key],
        ...['-in', request, '-out', files.certificate, ...dates],
      )
      return files
    },
  }
}
