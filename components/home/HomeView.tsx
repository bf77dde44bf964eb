'use client'

import { FolderOpen, Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { ComputerPanel } from '@/components/home/ComputerPanel'
import { type DeploySample, DeploySampleButton } from '@/components/home/DeploySampleButton'
import { RecentEndpoints } from '@/components/home/RecentEndpoints'
import { LinkButton } from '@/components/ui/LinkButton'
import { PageHead } from '@/components/ui/PageHead'

/** The first page: the way to a first prediction, what was touched last, and whether this computer is ready. */
export function HomeView(props: { deploySample: DeploySample }) {
  const t = useTranslations('home')
  return (
    <>
      <PageHead title={t('title')} />
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)]">
        <div className="grid grid-cols-1 content-start gap-6">
          <section className="@container relative overflow-hidden rounded-panel border bg-raised px-5 py-5">
            <SampleDrawing />
            <div className="relative max-w-[44ch]">
              <h2 className="font-[620] text-heading">{t('sample.title')}</h2>
              <p className="mt-1 text-ink-2">{t('sample.text')}</p>
              <div className="mt-4 flex flex-wrap gap-2">
                <DeploySampleButton deploySample={props.deploySample} />
                <LinkButton href="/endpoints/new" icon={<Plus aria-hidden />}>
                  {t('sample.own')}
                </LinkButton>
                <LinkButton href="/projects?do=open" icon={<FolderOpen aria-hidden />}>
                  {t('sample.openFolder')}
                </LinkButton>
              </div>
            </div>
          </section>
          <RecentEndpoints />
        </div>
        <ComputerPanel />
      </div>
    </>
  )
}

/** A request that meets a model and comes back as a number; decoration only. */
function SampleDrawing() {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 260 150"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      className="absolute top-3 right-4 h-[136px] text-accent-text @max-[620px]:hidden"
    >
      <path d="M20 126V22M20 126h150" opacity="0.35" />
      <path d="M28 112C64 104 74 72 104 66s44-18 60-42" />
      <g fill="currentColor" stroke="none" opacity="0.5">
        <circle cx="38" cy="116" r="2.5" />
        <circle cx="52" cy="98" r="2.5" />
        <circle cx="68" cy="100" r="2.5" />
        <circle cx="82" cy="74" r="2.5" />
        <circle cx="98" cy="76" r="2.5" />
        <circle cx="118" cy="56" r="2.5" />
        <circle cx="134" cy="58" r="2.5" />
        <circle cx="148" cy="34" r="2.5" />
      </g>
      <path d="M164 24h32" strokeDasharray="3 5" />
      <rect x="198" y="12" width="52" height="24" rx="6" />
      <path d="M208 24h18M232 24h8" opacity="0.6" />
    </svg>
  )
}
