import { cookies } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { SigninForm } from '@/components/signin/SigninForm'
import { asTheme, themeCookie } from '@/i18n/locales'

export async function generateMetadata() {
  const t = await getTranslations('signin')
  return { title: t('title') }
}

/** The one page without a session. */
export default async function SigninPage() {
  return <SigninForm theme={asTheme((await cookies()).get(themeCookie)?.value)} />
}
