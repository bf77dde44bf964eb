/**
 * The scikit-learn version a pickle or joblib file was saved with, read from its bytes without unpickling: every estimator carries the
 * key `_sklearn_version`, followed by the text (https://docs.python.org/3/library/pickletools.html, opcodes). Undefined for compressed
 * files and other models.
 */
export function pickledSklearnVersion(bytes: Uint8Array): string | undefined {
  // latin1 keeps one character per byte.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const key = text.indexOf('_sklearn_version')
  if (key < 0) return undefined
  const after = text.slice(key + '_sklearn_version'.length, key + 64)
  // Memoize (0x94, or q with an index), then SHORT_BINUNICODE (0x8c, one length byte) or BINUNICODE (X, four).
  // biome-ignore lint/suspicious/noControlCharactersInRegex: opcodes of pickle are bytes
  return /^(?:\x94|q[\s\S]|r[\s\S]{4})?(?:\x8c[\s\S]|X[\s\S]\x00\x00\x00)(\d+\.\d+(?:\.\d+)?(?:[a-z.]+\d*)?)/.exec(after)?.[1]
}
