import localFont from 'next/font/local'

/*
 * Latin letters of both faces, asked for by the page's head. `optional`: a letter is painted in its own face or, when that did not come in
 * time, in the system's until the next page; text that is painted never moves (docs/performance.md, layout shift).
 */
const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  weight: '100 900',
  display: 'optional',
  variable: '--font-inter',
  adjustFontFallback: false,
})
const jetbrainsMono = localFont({
  src: '../node_modules/@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2',
  weight: '100 800',
  display: 'optional',
  variable: '--font-jetbrains-mono',
  adjustFontFallback: false,
})

/** Classes of the document: they name the faces that app/globals.css uses. */
export const fontClasses = `${inter.variable} ${jetbrainsMono.variable}`
