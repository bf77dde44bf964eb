/** Keeps a choice of this browser (theme, language, navigation) for a year; no secret, so readable by script. */
export function rememberChoice(cookie: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every supported browser
  document.cookie = `${cookie}=${value}; path=/; max-age=31536000; samesite=lax`
}
