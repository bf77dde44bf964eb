import localFont from 'next/font/local'

/*
 * Latin letters of both faces, asked for by the page's head, so that they are there before text is painted. `swap` for the pages whose head does
 * not ask (not found): a moment in the system's face is better than a whole page in it.
 */
const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  weight: '100 900',
  display: 'swap',
  variable: '--font-inter',
  adjustFontFallback: false,
})
const jetbrainsMono = localFont({
  src: '../node_modules/@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2',
  weight: '100 800',
  display: 'swap',
  variable: '--font-jetbrains-mono',
  adjustFontFallback: false,
})

/** Classes of the document: they name the faces that app/globals.css uses. */
export const fontClasses = `${inter.variable} ${jetbrainsMono.variable}`
