import createNextIntlPlugin from 'next-intl/plugin'

const withNextIntl = createNextIntlPlugin('./i18n/request.ts')

/** @type {import('next').NextConfig} */
const config = {
  // A stray lock file above the repository must not become the root.
  turbopack: {
    root: import.meta.dirname,
    rules: {
      'intlStrings.mjs': { loaders: ['./scripts/aria-languages.cjs'] },
      '*.py': { loaders: ['./scripts/text-file.cjs'], as: '*.js' },
    },
  },
  // No image optimizer: one listener less that fetches things.
  images: { unoptimized: true },
  poweredByHeader: false,
  // Types are checked by `npm run check`; a first `npm start` on a fresh clone need not do it again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['better-sqlite3', '@prisma/adapter-better-sqlite3', 'undici', 'pino', 'chokidar'],
  devIndicators: false,
}

export default withNextIntl(config)
