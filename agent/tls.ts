/** The agent's own certificate authority and its leaf for loopback names. */
import 'reflect-metadata'
import { createPrivateKey, createPublicKey, webcrypto, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import { makePrivateDirectory, writePrivateFile } from '@/agent/private-files'
import type { HomeLayout } from '@/lib/domain/home-layout'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 24 * 3600_000
const caDays = 3650
/** Longer-lived leaves are refused by Apple's clients. */
const leafDays = 397
/** A leaf is replaced when less than this is left of it. */
export const renewBeforeMs = 30 * dayMs
/** Clocks that lag a little must still accept a fresh certificate. */
const backdateMs = 3600_000

x509.cryptoProvider.set(webcrypto as Crypto)

export interface TlsMaterial {
  /** PEM of leaf and authority, in this order. */
  cert: string
  key: string
  caPem: string
  notAfter: Date
}

interface Pair {
  cert: string
  key: string
}

async function privatePem(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')
}

function importPrivate(pem: string): Promise<CryptoKey> {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' })
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, true, ['sign'])
}

async function makeAuthority(now: number): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Scorepoint local authority',
    notBefore: new Date(now - backdateMs),
    notAfter: new Date(now + caDays * dayMs),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: `${certificate.toString('pem')}\n`, key: await privatePem(keys.privateKey) }
}

async function makeLeaf(authority: Pair, now: number): Promise<Pair> {
  const issuer = new x509.X509Certificate(authority.cert)
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: issuer.subject,
    notBefore: new Date(now - backdateMs),
    notAfter: new Date(now + leafDays * dayMs - backdateMs),
    publicKey: keys.publicKey,
    signingKey: await importPrivate(authority.key),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth], false),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return { cert: `${certificate.toString('pem')}\n`, key: await privatePem(keys.privateKey) }
}

function readPair(certPath: string, keyPath: string): Pair | undefined {
  if (!existsSync(certPath) || !existsSync(keyPath)) return undefined
  return { cert: readFileSync(certPath, 'utf8'), key: readFileSync(keyPath, 'utf8') }
}

/** Certificate and key belong together, the clock is inside its life and at least `leftMs` of it remain. */
function isUsable(pair: Pair, now: number, leftMs: number, issuer?: X509Certificate): boolean {
  try {
    const certificate = new X509Certificate(pair.cert)
    const own = createPublicKey(createPrivateKey(pair.key)).export({ type: 'spki', format: 'der' })
    const belongs = certificate.publicKey.export({ type: 'spki', format: 'der' }).equals(own)
    const alive = Date.parse(certificate.validFrom) <= now && Date.parse(certificate.validTo) - now > leftMs
    return belongs && alive && (issuer === undefined || certificate.verify(issuer.publicKey))
  } catch {
    // Half-written or foreign content is simply not usable; it is replaced.
    return false
  }
}

/**
 * Reads or makes ca/ca.pem and the leaf certificate for `localhost`, `127.0.0.1` and `::1`. The leaf is renewed when it has
 * less than 30 days left or does not fit; the authority stays, so clients keep trusting the same ca.pem. Keys are 0600.
 */
export async function ensureTls(layout: HomeLayout, now = Date.now()): Promise<TlsMaterial> {
  makePrivateDirectory(layout.ca)
  const caKeyPath = join(layout.ca, 'ca-key.pem')
  const leafPath = join(layout.ca, 'leaf.pem')
  const leafKeyPath = join(layout.ca, 'leaf-key.pem')

  let authority = readPair(layout.caPem, caKeyPath)
  if (!authority || !isUsable(authority, now, leafDays * dayMs)) {
    authority = await makeAuthority(now)
    writePrivateFile(caKeyPath, authority.key)
    writePrivateFile(layout.caPem, authority.cert)
  }
  let leaf = readPair(leafPath, leafKeyPath)
  if (!leaf || !isUsable(leaf, now, renewBeforeMs, new X509Certificate(authority.cert))) {
    leaf = await makeLeaf(authority, now)
    writePrivateFile(leafKeyPath, leaf.key)
    writePrivateFile(leafPath, leaf.cert)
  }
  const notAfter = new Date(new X509Certificate(leaf.cert).validTo)
  return { cert: leaf.cert + authority.cert, key: leaf.key, caPem: authority.cert, notAfter }
}
